package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Which part of the items this process takes, where several share them. */
final class ShardOption {
  private static final Pattern AUTO = Pattern.compile("auto(?:/([0-9]{1,9}))?");
  private static final String OPTION = "--shard ";

  @Option(
      names = "--shard",
      paramLabel = "I/N|auto[/N]",
      converter = Named.class,
      description =
          "Upload only the items that fall to process I of N (auto: as Kubernetes, Slurm, GitLab or AWS Batch number it); see 'help shards'.")
  private @Nullable Wanted shard;

  /**
   * What was asked for.
   *
   * @param text as it was written
   * @param named null: as the environment numbers it
   * @param count of all, where that was named alone
   */
  private record Wanted(String text, @Nullable Shard named, @Nullable Long count) {
    static Wanted parse(String text) {
      Matcher auto = AUTO.matcher(text.strip());
      if (!auto.matches()) {
        return new Wanted(text, Shard.parse(text), null);
      }
      String count = auto.group(1);
      return new Wanted(text, null, count == null ? null : Long.valueOf(count));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static final class Named implements ITypeConverter<Wanted> {
    @Override
    public Wanted convert(String text) throws Exception {
      return Converters.reading(Wanted::parse).convert(text);
    }
  }

  /** Reads it; null if there are no shards. */
  @Nullable Shard in(Environment environment) {
    return shard == null
        ? null
        : shard.named() != null ? shard.named() : auto(environment, shard.count());
  }

  /**
   * A task of an array, as an environment tells it.
   *
   * @param by the variable that numbers it
   * @param number from 1
   * @param count of all; null where the environment does not tell
   */
  private record Task(String by, long number, @Nullable Long count) {}

  private Shard auto(Environment environment, @Nullable Long given) {
    List<Task> tasks =
        Stream.of(
                indexed(environment, "JOB_COMPLETION_INDEX", null),
                slurm(environment),
                gitlab(environment),
                indexed(environment, "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE"))
            .flatMap(Stream::ofNullable)
            .toList();
    if (tasks.isEmpty()) {
      throw UploaderException.usage(
          OPTION
              + shard
              + " finds no shard: none of JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID, CI_NODE_INDEX"
              + " and AWS_BATCH_JOB_ARRAY_INDEX is set",
          "run it in an array or parallel job, or name the shard: --shard I/N");
    }
    if (tasks.size() > 1) {
      throw UploaderException.usage(
          OPTION + shard + " finds several: " + String.join(", ", variables(tasks)) + " are set",
          "name the shard: --shard I/N");
    }
    Task task = tasks.get(0);
    Long count = given == null ? task.count() : given;
    if (count == null) {
      throw UploaderException.usage(
          OPTION + "auto does not know how many shards there are: " + task.by() + " does not tell",
          "name their number, as in --shard auto/4: the job's completions, or the array's size");
    }
    if (task.count() != null && !task.count().equals(count)) {
      throw UploaderException.usage(
          OPTION
              + shard
              + " is not what the environment says: "
              + (task.count() == 1 ? "it has 1 task" : "it has " + task.count() + " tasks"),
          "use --shard auto/"
              + task.count()
              + "; to repeat one task alone, name it: --shard I/"
              + count);
    }
    if (task.number() < 1 || task.number() > count) {
      throw UploaderException.usage(
          OPTION + shard + ": " + task.by() + " makes this shard " + task.number() + " of " + count,
          task.count() == null
              ? "give the number of all tasks: --shard auto/N"
              : "name the shard: --shard I/N");
    }
    return Shard.of((int) task.number(), (int) Math.min(count, Integer.MAX_VALUE));
  }

  private static List<String> variables(List<Task> tasks) {
    List<String> names = new ArrayList<>();
    tasks.forEach(task -> names.add(task.by()));
    return names;
  }

  /** Numbered from 0: an Indexed Job of Kubernetes, which does not tell its size; AWS Batch. */
  private @Nullable Task indexed(Environment environment, String name, @Nullable String size) {
    Long index = number(environment, name);
    return index == null
        ? null
        : new Task(name, index + 1, size == null ? null : number(environment, size));
  }

  /** Numbered from whatever {@code --array} says, maybe in steps. */
  private @Nullable Task slurm(Environment environment) {
    String name = "SLURM_ARRAY_TASK_ID";
    Long id = number(environment, name);
    if (id == null) {
      return null;
    }
    long first = Objects.requireNonNullElse(number(environment, "SLURM_ARRAY_TASK_MIN"), 1L);
    long step = Objects.requireNonNullElse(number(environment, "SLURM_ARRAY_TASK_STEP"), 1L);
    Long count = number(environment, "SLURM_ARRAY_TASK_COUNT");
    Long last = number(environment, "SLURM_ARRAY_TASK_MAX");
    boolean gap = count != null && last != null && last != first + (count - 1) * step;
    if (id < first) {
      throw UploaderException.usage(
          OPTION + shard + ": " + name + " is " + id + ", and the array begins with " + first,
          "set SLURM_ARRAY_TASK_MIN as Slurm does, or name the shard: --shard I/N");
    }
    if (gap || step < 1 || (id - first) % step != 0) {
      throw UploaderException.usage(
          OPTION + shard + ": the numbers of the Slurm array have gaps",
          "use an array without gaps, such as --array=1-4, or name the shard: --shard I/N");
    }
    return new Task(name, (id - first) / step + 1, count);
  }

  /** Numbered from 1; a job that is not parallel has a total, too, but no index. */
  private @Nullable Task gitlab(Environment environment) {
    String name = "CI_NODE_INDEX";
    Long index = number(environment, name);
    return index == null ? null : new Task(name, index, number(environment, "CI_NODE_TOTAL"));
  }

  private @Nullable Long number(Environment environment, String name) {
    String value = environment.variable(name);
    if (value == null) {
      return null;
    }
    if (!value.strip().matches("[0-9]{1,9}")) {
      throw UploaderException.usage(
          OPTION + shard + ": " + name + " is '" + value + "', which is no number",
          "name the shard: --shard I/N");
    }
    return Long.valueOf(value.strip());
  }
}
