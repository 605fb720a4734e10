package io.kinescope.uploader.upload;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A list of {@link Glob}s; whether one of them matches. Letters count as they are (on Windows in
 * either case, as its file names do).
 */
final class GlobRules {
  private record Rule(Glob glob, PathMatcher matcher) {}

  private final List<Rule> rules = new ArrayList<>();

  /**
   * Reads the patterns.
   *
   * @throws io.kinescope.uploader.base.error.UploaderException USAGE if one can't be a pattern
   */
  GlobRules(List<String> patterns, FileSystem system) {
    for (String pattern : patterns) {
      Glob glob = Glob.parse(pattern);
      try {
        rules.add(new Rule(glob, system.getPathMatcher("glob:" + glob.java())));
      } catch (PatternSyntaxException e) {
        throw Glob.wrong(
            pattern, "can't be read: " + e.getDescription(), "\\ before a sign takes it as it is");
      }
    }
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The path is relative to the given directory. */
  boolean matches(Path relative, boolean directory) {
    Path path = composed(relative);
    Path name = path.getName(path.getNameCount() - 1);
    for (Rule rule : rules) {
      Path subject = rule.glob.nameOnly() ? name : path;
      if ((directory || !rule.glob.directoriesOnly()) && rule.matcher.matches(subject)) {
        return true;
      }
    }
    return false;
  }

  private static Path composed(Path path) {
    String text = path.toString();
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? path
        : path.getFileSystem().getPath(Normalizer.normalize(text, Normalizer.Form.NFC));
  }
}
