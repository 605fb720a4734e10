package io.kinescope.uploader.base.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON. */
public final class Json {
  private static final JSON READER = JSON.std.with(JSON.Feature.PRESERVE_FIELD_ORDERING);
  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
  private static final JSON PRETTY = WRITER.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  /** The object that the text holds; null if the text is not one whole JSON object. */
  public static @Nullable JsonObject parseObject(String text) {
    try {
      return readObject(text);
    } catch (IOException | RuntimeException e) {
      return null; // truncated, not JSON at all, or nested too deeply: all the same to the caller
    }
  }

  /**
   * The object that the text holds, for text that a person wrote.
   *
   * @throws IOException that says where and why, if the text is not one whole JSON object
   */
  public static JsonObject readObject(String text) throws IOException {
    try (JsonParser parser = READER.createParser(text)) {
      JsonObject object = JsonObject.of(READER.anyFrom(parser));
      if (object == null || parser.nextToken() != null) {
        throw new IOException("it is not one JSON object");
      }
      return object;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new IOException(where + ": " + e.getOriginalMessage(), e);
    }
  }

  /** The value on one line; maps keep their order, null values stay. */
  public static String write(Object value) {
    return write(WRITER, value);
  }

  /** The value over several lines, for people. */
  public static String writePretty(Object value) {
    return write(PRETTY, value);
  }

  private static String write(JSON writer, Object value) {
    try {
      return writer.asString(value instanceof JsonObject object ? object.fields() : value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
