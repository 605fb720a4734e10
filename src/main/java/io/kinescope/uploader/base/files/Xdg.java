package io.kinescope.uploader.base.files;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program's folders, by the XDG base directory specification; none of them is made. */
public enum Xdg {
  CONFIG("XDG_CONFIG_HOME", ".config"),
  STATE("XDG_STATE_HOME", ".local/state");

  private final String variable;
  private final String underHome;

  Xdg(String variable, String underHome) {
    this.variable = variable;
    this.underHome = underHome;
  }

  /**
   * The program's own folder there: under the variable's folder if that is an absolute path, as the
   * specification wants, else under the home folder. Null where there is neither: Java's own answer
   * is "?" for a user that the system has no entry of, as in {@code docker --user}.
   */
  public @Nullable Path folder(Map<String, String> environment) {
    Path base = absolute(environment.get(variable));
    Path home = absolute(environment.get("HOME"));
    home = home == null ? absolute(System.getProperty("user.home")) : home;
    base = base == null && home != null ? home.resolve(underHome) : base;
    return base == null ? null : base.resolve("kinescope");
  }

  private static @Nullable Path absolute(@Nullable String value) {
    try {
      return value != null && Path.of(value).isAbsolute() ? Path.of(value) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
