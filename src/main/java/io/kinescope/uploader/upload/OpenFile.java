package io.kinescope.uploader.upload;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.files.IoWords;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.tus.TusSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A file that stays open while it is sent; it is read at positions. */
public record OpenFile(FileSource source, FileChannel channel) implements TusSource, AutoCloseable {
  /**
   * Opens a file, if it still is as it was planned.
   *
   * @throws UploaderException SOURCE_CHANGED if it is another or gone, LOCAL_IO if it can't be read
   */
  public static OpenFile of(FileSource source) {
    try {
      OpenFile open = new OpenFile(source, FileChannel.open(source.path()));
      open.checkUnchanged();
      return open;
    } catch (NoSuchFileException e) {
      throw changed(source, "was removed", e);
    } catch (IOException e) {
      throw local(source, "open", e);
    }
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public void checkUnchanged() {
    try {
      BasicFileAttributes now = Files.readAttributes(source.path(), BasicFileAttributes.class);
      if (now.size() != source.size()
          || channel.size() != source.size()
          || !now.lastModifiedTime().toInstant().equals(source.modified())) {
        throw changed(source, "changed", null);
      }
    } catch (NoSuchFileException e) {
      throw changed(source, "was removed", e);
    } catch (IOException e) {
      throw local(source, "read", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw local(source, "close", e);
    }
  }

  private static UploaderException changed(
      FileSource source, String how, @Nullable Throwable cause) {
    String message = "file " + source.path() + " " + how + " while it was being sent";
    return UploaderException.withHint(
        ErrorKind.SOURCE_CHANGED,
        message,
        "wait until nothing writes to it, and run the command again",
        cause);
  }

  private static UploaderException local(FileSource source, String verb, IOException e) {
    String message = "could not " + verb + " file " + source.path() + ": " + IoWords.of(e);
    return new UploaderException(ErrorKind.LOCAL_IO, message, e);
  }
}
