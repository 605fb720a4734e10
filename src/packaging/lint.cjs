// Lays out what the linters read, in the folder given: each shell script inside a workflow, an action or a GitLab job as a
// file of its own, and each composite action as the workflow that it amounts to, since actionlint reads workflows alone. The
// manifest of Kubernetes becomes a constant of the type that the API has for it.
const fs = require('fs');
const path = require('path');
const yaml = require(path.resolve(process.argv[2], 'node_modules/js-yaml'));

const folder = process.argv[2];
const listed = (where, start = '') =>
  fs.readdirSync(where).filter(name => name.startsWith(start) && name.endsWith('.yml')).map(name => path.join(where, name));
for (const kind of ['scripts', 'workflows', 'kubernetes']) {
  fs.rmSync(path.join(folder, kind), {recursive: true, force: true});
  fs.mkdirSync(path.join(folder, kind), {recursive: true});
}

function script(file, text) {
  const name = file.replace(/[^a-z0-9]+/gi, '-') + '-' + fs.readdirSync(path.join(folder, 'scripts')).length + '.sh';
  const plain = text.replace(/\$\[\[.*?\]\]/g, 'input').replace(/\$\{\{.*?\}\}/g, 'value');
  fs.writeFileSync(path.join(folder, 'scripts', name), '#!/usr/bin/env bash\nset -e\n' + plain + '\n');
}

for (const file of [...listed('.github/workflows'), ...listed('examples', 'github-')]) {
  for (const job of Object.values(yaml.load(fs.readFileSync(file, 'utf8')).jobs)) {
    (job.steps ?? []).filter(step => step.run).forEach(step => script(file, step.run));
  }
  // That label is younger than this actionlint.
  const text = fs.readFileSync(file, 'utf8').replace('macos-15-intel', 'macos-15-large');
  fs.writeFileSync(path.join(folder, 'workflows', file.replaceAll(path.sep, '-')), text);
}

for (const name of fs.readdirSync('.github/actions')) {
  const file = path.join('.github/actions', name, 'action.yml');
  const action = yaml.load(fs.readFileSync(file, 'utf8'));
  action.runs.steps.filter(step => step.run).forEach(step => script(file, step.run));
  const inputs = Object.fromEntries(Object.entries(action.inputs).map(([key, input]) => [key, {type: 'string', ...input}]));
  const outputs = Object.fromEntries(Object.entries(action.outputs).map(([key, output]) => [key, output.value]));
  const job = {'runs-on': 'ubuntu-latest', outputs, steps: action.runs.steps};
  const workflow = {name, on: {workflow_call: {inputs}}, jobs: {action: job}};
  fs.writeFileSync(path.join(folder, 'workflows', 'action-' + name + '.yml'), yaml.dump(workflow));
}

for (const file of listed('examples', 'gitlab-')) {
  for (const part of yaml.loadAll(fs.readFileSync(file, 'utf8'))) {
    for (const job of Object.values(part).filter(job => job.script)) {
      script(file, [...(job.before_script ?? []), ...job.script, ...(job.after_script ?? [])].join('\n'));
    }
  }
}

const manifest = yaml.load(fs.readFileSync('examples/kubernetes-job.yaml', 'utf8'));
manifest.spec.template.spec.containers.forEach(container => script('kubernetes-job', container.args.join('\n')));
const type = 'import type { IJob } from "kubernetes-models/batch/v1";\n';
fs.writeFileSync(path.join(folder, 'kubernetes', 'job.ts'), type + 'export const job: IJob = ' + JSON.stringify(manifest) + ';\n');
