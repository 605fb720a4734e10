package io.kinescope.uploader.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bench is told, in any order.
 *
 * @param rounds a number
 * @param size bytes; a number with {@code M} or {@code G}
 * @param homes the build that is measured, and folders that hold others
 * @param contests anything else: parts of the titles of contests
 */
record Arguments(int rounds, long size, Map<String, Path> homes, List<String> contests) {
  private static final Pattern NUMBER = Pattern.compile("(\\d+)([MG]?)");

  static Arguments of(String[] args, int defaultRounds) {
    int rounds = defaultRounds;
    long size = 1L << 30;
    Map<String, Path> homes = new LinkedHashMap<>();
    homes.put("kinescope", Launched.HOME);
    List<String> contests = new ArrayList<>();
    for (String arg : args) {
      Matcher number = NUMBER.matcher(arg);
      if (number.matches() && number.group(2).isEmpty()) {
        rounds = Integer.parseInt(arg);
      } else if (number.matches()) {
        size = Long.parseLong(number.group(1)) << (number.group(2).equals("G") ? 30 : 20);
      } else if (Files.exists(Path.of(arg).resolve("bin/kinescope"))) {
        homes.put(arg, Path.of(arg));
      } else {
        contests.add(arg);
      }
    }
    return new Arguments(rounds, size, homes, contests);
  }

  /** All are wanted where none is named. */
  boolean wants(String contest) {
    return contests.isEmpty() || contests.stream().anyMatch(contest::contains);
  }
}
