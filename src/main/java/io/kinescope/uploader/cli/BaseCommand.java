package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.http.Transport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the global options, {@code --help}, and writers. */
abstract class BaseCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** The run that this command is part of. */
  final Invocation invocation() {
    return ((UploaderCommand) spec.root().userObject()).invocation(spec.commandLine());
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints a failure and gives its exit code; for commands that go on after one. */
  static int report(Invocation invocation, UploaderException e) {
    invocation.messages().error(ErrorPrinter.line(e));
    return ExitCode.of(e.kind()).code();
  }

  /** A command that talks to the service. */
  abstract static class Online extends BaseCommand {
    @Override
    public final Integer call() {
      Invocation invocation = invocation();
      try (App session = open(invocation)) {
        stopWith(invocation, session.transport());
        return run(session).code();
      }
    }

    /** The session that it runs in. */
    App open(Invocation invocation) {
      return App.open(invocation);
    }

    /**
     * What a stop request does: ends what is under way at once. Commands that have something to
     * save do otherwise.
     */
    void stopWith(Invocation invocation, Transport transport) {
      invocation.surroundings().stop().onRequest(transport::stop);
    }

    /** Does it. */
    abstract ExitCode run(App session);
  }
}
