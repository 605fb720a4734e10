package io.kinescope.uploader.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.source.files.FileFinder.FindSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees full of links: all that can be reached is found, and nothing twice. */
class FileFinderLinksTest {
  private static final int TREES = 300;
  private static final List<String> NAMES = List.of("a", "b", "c", ".hidden", "cut");

  @TempDir private Path temp;

  @Test
  void whateverTheLinksEachFileThatCanBeReachedIsFoundOnce() throws IOException {
    for (int seed = 0; seed < TREES; seed++) {
      Path tree = Files.createDirectory(temp.resolve("tree" + seed)).toRealPath();
      List<Path> directories = grow(tree, new Random(seed));
      List<Path> given = List.of(directories.get(1), directories.get(2));
      List<Path> found = new ArrayList<>();
      FindSettings settings =
          new FindSettings(true, List.of(), List.of("cut", "no-*"), Duration.ZERO);
      var unused =
          new FileFinder(settings, Clock.systemUTC())
              .find(given, message -> {}, path -> found.add(real(path)));
      Set<Path> reachable = new HashSet<>();
      for (Path start : given) {
        reach(start, new ArrayDeque<>(), reachable);
      }
      assertThat(found).as("seed %d", seed).doesNotHaveDuplicates();
      assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(reachable);
    }
  }

  /** At least three directories; links lead anywhere in the tree, above what is given too. */
  private static List<Path> grow(Path tree, Random random) throws IOException {
    List<Path> directories = new ArrayList<>(List.of(tree));
    List<Path> files = new ArrayList<>();
    for (String name : List.of("given1", "given2")) {
      directories.add(Files.createDirectory(tree.resolve(name)));
    }
    for (int i = 0; i < 5; i++) {
      Path at = any(directories, random).resolve(any(NAMES, random));
      if (!Files.exists(at)) {
        directories.add(Files.createDirectory(at));
      }
    }
    List<String> fileNames = List.of("x.mp4", "y.mp4", "no-z.mp4", ".h.mp4", "data");
    for (int i = 0; i < 8; i++) {
      Path file = any(directories, random).resolve(any(fileNames, random));
      if (!Files.exists(file)) {
        files.add(Files.createFile(file));
      }
    }
    for (int i = 0; i < 5; i++) {
      boolean toFile = random.nextInt(3) == 0;
      Path target = toFile ? any(files, random) : any(directories, random);
      Path link = any(directories, random).resolve("link" + i + (toFile ? ".mp4" : ""));
      Files.createSymbolicLink(link, target);
    }
    return directories;
  }

  /** By every way that does not go through one directory twice. */
  private static void reach(Path directory, Deque<Path> way, Set<Path> reachable)
      throws IOException {
    Path real = real(directory);
    if (way.contains(real)) {
      return;
    }
    way.push(real);
    try (var entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = FileSource.nameOf(entry);
        if (name.startsWith(".") || name.equals("cut") || name.startsWith("no-")) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          reach(entry, way, reachable);
        } else if (name.endsWith(".mp4")) {
          reachable.add(real(entry));
        }
      }
    }
    way.pop();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
