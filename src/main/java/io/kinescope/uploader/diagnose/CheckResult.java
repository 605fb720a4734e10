package io.kinescope.uploader.diagnose;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code check}.
 *
 * @param status {@code ok}, {@code warning} or {@code failed}
 * @param check what was looked at
 * @param result what was found
 * @param advice what to do about it; null if nothing
 * @param failure the kind, of what failed
 */
public record CheckResult(
    String status,
    String check,
    String result,
    @Nullable String advice,
    @Nullable ErrorKind failure) {
  /** Its fields, in their order. */
  public JsonObject json() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("status", status);
    fields.put("check", check);
    fields.put("result", result);
    fields.put("advice", advice);
    return new JsonObject(fields);
  }
}
