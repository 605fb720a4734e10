package io.kinescope.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.source.Content;
import io.kinescope.uploader.source.Demands;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Item;
import io.kinescope.uploader.source.Metadata;
import io.kinescope.uploader.source.SourceEntry;
import io.kinescope.uploader.source.files.FileSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of ids must never change: every fresh machine would make everything again. */
class InitIdFormTest {
  @TempDir private Path folder;

  /** By Python's {@code uuid.uuid5} and {@code hashlib}. */
  @ParameterizedTest
  @CsvSource({
    "300000, '', Title, in/a.mp4, c4b1a8c7-30e2-5d3a-a727-fa5d5bcd7c6d",
    "300000, 1, Title, in/a.mp4, 9f2dbb1e-88e4-5b67-bb0b-c481ca71f548",
    "10, '', Title, ./in/../in/a.mp4, b060a78e-0cac-5dc3-9da3-3fe4505156c2",
    "300000, '', '\u0419', in/a.mp4, 9a656e27-f1d0-5cbb-849c-1a52177281f2",
    "300000, '', '\u0418\u0306', in//a.mp4, 9a656e27-f1d0-5cbb-849c-1a52177281f2", // as on a Mac
  })
  void theIdIsVersionFiveOfWhatTheItemIs(
      int size, String salt, String title, String name, String id) {
    Path path = UploadLab.file(folder, size);
    Item item =
        new Item(
            "key",
            new SourceEntry.Named(name),
            new Content.LocalFile(path, path.toString()),
            new Destination.NewVideo("parent"),
            new Metadata(title, null, null, null),
            Demands.NONE,
            size);
    try (OpenFile file = OpenFile.of(FileSource.of(path))) {
      assertThat(new InitId("https://api.kinescope.io/", item, file).salted(salt)).isEqualTo(id);
    }
  }

  @Test
  void whatIsTakenIsNotRefusedForItsField() {
    for (String words : new String[] {"already exists: init_id", "Already exists"}) {
      UploaderException taken =
          UploaderException.of(ErrorKind.REFUSED, words).code(InitId.TAKEN).build();
      assertThat(InitId.isTaken(taken)).isTrue();
      assertThat(InitId.isNamedBy(taken)).isFalse();
      assertThat(InitId.maybeMeantBy(taken)).isFalse();
    }
    UploaderException named =
        UploaderException.of(ErrorKind.REFUSED, "unknown field \"init_id\"").code(400101).build();
    assertThat(InitId.isTaken(named)).isFalse();
    assertThat(InitId.isNamedBy(named)).isTrue();
    UploaderException lost =
        UploaderException.of(ErrorKind.UNKNOWN_OUTCOME, "init_id already exists").build();
    assertThat(InitId.isTaken(lost)).isFalse();
    assertThat(InitId.isNamedBy(lost)).isFalse();
  }
}
