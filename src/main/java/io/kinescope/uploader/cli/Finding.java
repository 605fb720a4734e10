package io.kinescope.uploader.cli;

import io.kinescope.uploader.error.ErrorKind;
import io.kinescope.uploader.error.UploaderException;
import io.kinescope.uploader.json.JsonObject;
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
record Finding(
    String status,
    String check,
    String result,
    @Nullable String advice,
    @Nullable ErrorKind failure) {

  static Finding ok(String check, String result) {
    return new Finding("ok", check, result, null, null);
  }

  static Finding warning(String check, String result, @Nullable String advice) {
    return new Finding("warning", check, result, advice, null);
  }

  static Finding failed(
      String check, ErrorKind kind, @Nullable String result, @Nullable String advice) {
    return new Finding("failed", check, String.valueOf(result), advice, kind);
  }

  static Finding failed(String check, UploaderException e) {
    String id = e.requestId() == null ? "" : " [X-Request-ID: " + e.requestId() + "]";
    return failed(check, e.kind(), e.getMessage() + id, e.hint());
  }

  JsonObject json() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("status", status);
    fields.put("check", check);
    fields.put("result", result);
    fields.put("advice", advice);
    return new JsonObject(fields);
  }
}
