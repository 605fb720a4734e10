package io.kinescope.uploader.base.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XdgTest {
  @TempDir private Path home;

  @Test
  void theVariableCountsIfItsPathIsAbsolute() {
    Path state = home.resolve("state");
    Map<String, String> absolute =
        Map.of("HOME", home.toString(), "XDG_STATE_HOME", state.toString());
    Map<String, String> relative = Map.of("HOME", home.toString(), "XDG_STATE_HOME", "state");

    assertThat(Xdg.STATE.folder(absolute)).isEqualTo(state.resolve("kinescope"));
    assertThat(Xdg.CONFIG.folder(absolute)).isEqualTo(home.resolve(".config/kinescope"));
    assertThat(Xdg.STATE.folder(relative)).isEqualTo(home.resolve(".local/state/kinescope"));
  }

  @Test
  void aUserWithoutAHomeHasNoFolder() {
    String home = System.setProperty("user.home", "?"); // Java's answer without an entry in passwd
    try {
      assertThat(Xdg.STATE.folder(Map.of("HOME", ""))).isNull();
      assertThat(Xdg.STATE.folder(Map.of("XDG_STATE_HOME", this.home.toString())))
          .isEqualTo(this.home.resolve("kinescope"));
    } finally {
      System.setProperty("user.home", home);
    }
  }

  @Test
  void withoutAnyVariableItIsTheHomeFolderThatJavaKnows() {
    assertThat(Xdg.STATE.folder(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home")).resolve(".local/state/kinescope"));
  }
}
