package io.kinescope.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Who unpacks the archive finds all that its README, and each page, links to. */
@Tag("slow")
class DocsIT {
  private static final Path HOME = Path.of(System.getProperty("kinescope.home", ""));
  private static final Pattern LINK = Pattern.compile("]\\((?!http)([^)#\\s]+)[^)]*\\)");

  @Test
  void allThatThePagesLinkToIsInTheFolder() throws IOException {
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        assertThat(page.resolveSibling(links.group(1)).normalize())
            .as("a link of %s", page)
            .exists();
      }
    }
  }

  /** The archives keep what the folder's files may. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void whatBeginsAsAScriptCanBeRun() throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      assertThat(files.filter(Files::isRegularFile).filter(DocsIT::isScript))
          .contains(HOME.resolve("bin/kinescope"), HOME.resolve("examples/slurm-array.sh"))
          .allMatch(Files::isExecutable);
    }
  }

  private static boolean isScript(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(2), StandardCharsets.ISO_8859_1).equals("#!");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(HOME.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "SECURITY.md", "examples/README.md").map(HOME::resolve), docs)
          .toList();
    }
  }
}
