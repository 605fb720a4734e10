package io.kinescope.uploader.cli;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.AtomicFile;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.base.files.OwnerOnly;
import io.kinescope.uploader.base.files.Xdg;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings file: a Java properties file in UTF-8, in which a line {@code [NAME]} begins the
 * settings of a profile. What comes before the first such line holds for all.
 *
 * @param sections the logical lines of each section as they stand, comments and all; the first has
 *     the empty name
 */
record SettingsFile(Path path, Map<String, List<String>> sections) {
  /** The name of the section without a name. */
  static final String ALL = "";

  private static final String NAME = "[\\w.-]+";
  private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*(.*?)\\s*]\\s*");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  /** The file that the option names, else that of the usual place; null where there is no home. */
  static @Nullable Path place(Environment environment, @Nullable String named) {
    Path usual = Xdg.CONFIG.folder(environment.env());
    return named != null
        ? Path.of(named)
        : usual == null ? null : usual.resolve("config.properties");
  }

  /** One that is not there yet. */
  static SettingsFile none(Path path) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    sections.put(ALL, new ArrayList<>());
    return new SettingsFile(path, sections);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it can't be read; a {@link NoSuchFileException} if it is not there
   * @throws IllegalArgumentException if it is no such file
   */
  static SettingsFile read(Path path) throws IOException {
    SettingsFile file = none(path);
    List<String> section = file.lines(ALL);
    String begun = "";
    for (String line : Files.readString(path).replaceFirst("^\uFEFF", "").split("\\R", -1)) {
      Matcher header = HEADER.matcher(line);
      if (begun.isEmpty() && header.matches()) {
        if (!isName(header.group(1))) {
          throw new IllegalArgumentException(
              "'" + line.strip() + "' is no profile's name (letters, digits, - _ .)");
        }
        section = file.lines(header.group(1));
        continue;
      }
      begun += line;
      if (continues(begun)) {
        begun += "\n";
      } else {
        section.add(begun);
        begun = "";
      }
    }
    if (!begun.isEmpty()) {
      section.add(begun.stripTrailing());
    }
    file.sections.keySet().forEach(file::properties); // throws where an escape is malformed
    return file;
  }

  /** Whether a profile may have this name. */
  static boolean isName(String name) {
    return name.matches(NAME);
  }

  private List<String> lines(String section) {
    return sections.computeIfAbsent(section, name -> new ArrayList<>());
  }

  /** Whether the next line belongs to this one: it ends with an odd number of backslashes. */
  private static boolean continues(String line) {
    String last = line.substring(line.lastIndexOf('\n') + 1);
    boolean comment = line.stripLeading().startsWith("#") || line.stripLeading().startsWith("!");
    int end = last.length();
    while (end > 0 && last.charAt(end - 1) == '\\') {
      end--;
    }
    return !comment && (last.length() - end) % 2 == 1;
  }

  /** The settings of a section; none if there is no such section. */
  Properties properties(String section) {
    return parsed(String.join("\n", sections.getOrDefault(section, List.of())));
  }

  private static Properties parsed(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** The names of its profiles, in their order. */
  List<String> profiles() {
    return sections.keySet().stream().filter(name -> !name.equals(ALL)).toList();
  }

  /** Sets a key, in its place if it is there; null takes it out. False if nothing changed. */
  boolean put(String section, String key, @Nullable String value) {
    String line = value == null ? null : key + "=" + escaped(value);
    List<String> lines = line == null ? sections.get(section) : lines(section);
    if (lines == null) {
      return false;
    }
    List<String> kept = new ArrayList<>();
    boolean done = line == null;
    for (String one : lines) {
      if (!parsed(one).containsKey(key)) {
        kept.add(one);
      } else if (!done) {
        kept.add(String.valueOf(line));
        done = true;
      }
    }
    if (!done) {
      int end = kept.size();
      while (end > 0 && kept.get(end - 1).isBlank()) {
        end--;
      }
      kept.add(end, String.valueOf(line));
    }
    boolean changed = !kept.equals(lines);
    lines.clear();
    lines.addAll(kept);
    return changed;
  }

  /** A value as a properties file has it: what would read otherwise is escaped. */
  private static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replaceFirst("^(?=[ \t\f])", "\\\\");
  }

  /**
   * Writes it whole or not at all; a new one can be read by its owner alone, an old one keeps its
   * mode.
   */
  void write() {
    String elsewhere = "name another file with --config";
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, OwnerOnly.folder(folder));
      }
      Set<PosixFilePermission> mode =
          Files.exists(path) ? permissions(path) : PosixFilePermissions.fromString("rw-------");
      AtomicFile file = new AtomicFile(path, elsewhere);
      try {
        if (mode != null && permissions(file.written()) != null) {
          Files.setPosixFilePermissions(file.written(), mode);
        }
        file.stream().write(text().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        file.abort();
        throw e;
      }
      file.commit();
    } catch (IOException e) {
      throw AtomicFile.failed(path, elsewhere, e);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (name, lines) -> {
          text.append(name.equals(ALL) ? "" : "[" + name + "]\n");
          lines.forEach(line -> text.append(line).append('\n'));
        });
    return text.toString().stripTrailing() + "\n";
  }

  /** Whether others than its owner can read or change it; never where files have no such mode. */
  boolean isOpenToOthers() {
    try {
      Set<PosixFilePermission> mode = permissions(path);
      return mode != null
          && mode.stream()
              .anyMatch(one -> OTHERS.contains(one) && !one.name().endsWith("_EXECUTE"));
    } catch (IOException e) {
      return false; // it could be read just before, and now it is gone
    }
  }

  private static @Nullable Set<PosixFilePermission> permissions(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view == null ? null : view.readAttributes().permissions();
  }

  /** The error for a file that can't be used. */
  static UploaderException unreadable(Path path, Exception e) {
    String why = e instanceof IOException io ? IoWords.of(io) : String.valueOf(e.getMessage());
    return UploaderException.of(
            ErrorKind.USAGE, "could not read the settings file " + path + ": " + why)
        .hint(
            "write it as a Java properties file in UTF-8, one name=value per line, a profile below [NAME]")
        .cause(e)
        .build();
  }
}
