package io.kinescope.uploader.source.files;

import io.kinescope.uploader.base.error.UploaderException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A list of patterns: the globs of {@link java.nio.file.FileSystem#getPathMatcher}, with three
 * rules that people know from rsync, rclone and git.
 *
 * <ul>
 *   <li>Without a slash, a pattern is matched with the name at any depth ({@code *.mp4}); with one,
 *       with the path from the given directory ({@code /a.mp4}, {@code raw/*.mp4}).
 *   <li>A slash at the end means directories only ({@code raw/}).
 *   <li><code>**&#47;</code> means any number of directories, none as well.
 * </ul>
 */
final class GlobRules {
  private record Rule(PathMatcher matcher, boolean nameOnly, boolean directoriesOnly) {}

  private final List<Rule> rules;

  /** Throws USAGE if one can't be a pattern. */
  GlobRules(List<String> patterns) {
    rules = patterns.stream().map(GlobRules::rule).toList();
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Whether one of them matches; the path is relative to the given directory. */
  boolean matches(Path relative, boolean directory) {
    String text = composed(relative.toString());
    // A name that the locale can't spell has no way back from text to path, but needs none.
    Path path = text.equals(relative.toString()) ? relative : Path.of(text);
    Path name = path.getName(path.getNameCount() - 1);
    return rules.stream()
        .filter(rule -> directory || !rule.directoriesOnly)
        .anyMatch(rule -> rule.matcher.matches(rule.nameOnly ? name : path));
  }

  private static Rule rule(String pattern) {
    String path = composed(pattern).replaceFirst("/+$", "");
    String glob = path.replaceFirst("^\\.?/+", "");
    if (glob.isEmpty() || glob.equals(".")) {
      throw wrong(pattern, "names nothing", "write a name or a pattern, such as *.mp4 or raw/");
    }
    try {
      // The JDK's **/ wants one directory or more; the braces let there be none.
      String java = "glob:" + glob.replaceAll("(?<=^|/)\\*\\*/", "{**/,}");
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher(java);
      return new Rule(matcher, !path.contains("/"), pattern.endsWith("/"));
    } catch (PatternSyntaxException e) {
      String what = "is not a valid pattern: " + e.getDescription();
      throw wrong(pattern, what, "put \\ before a character such as [ or { to take it as it is");
    }
  }

  /** As NFC: a Mac writes и + breve where keyboards give й. */
  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static UploaderException wrong(String pattern, String what, String hint) {
    return UploaderException.usage("'" + pattern + "' " + what, hint);
  }
}
