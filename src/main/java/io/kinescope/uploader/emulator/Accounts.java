package io.kinescope.uploader.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens and what each may do. */
final class Accounts {
  private static final String SCHEME = "Bearer ";

  private final Map<String, Set<Right>> rights = new LinkedHashMap<>();

  Accounts(String token, Map<String, Set<Right>> extra) {
    rights.putAll(extra);
    rights.put(token, Right.ALL);
  }

  /**
   * Refuses the request unless its token has the right.
   *
   * @param authorization the header, or null
   */
  void demand(@Nullable String authorization, Right right) {
    if (authorization == null || authorization.isBlank()) {
      throw Errors.noAuthorization();
    }
    Set<Right> granted =
        authorization.startsWith(SCHEME)
            ? rights.get(authorization.substring(SCHEME.length()))
            : null;
    if (granted == null) {
      throw Errors.unauthorized();
    }
    if (!granted.contains(right)) {
      throw Errors.accessDenied();
    }
  }
}
