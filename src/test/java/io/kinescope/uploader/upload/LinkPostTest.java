package io.kinescope.uploader.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinescope.uploader.api.InitRequest;
import io.kinescope.uploader.api.UploadEndpoint;
import io.kinescope.uploader.api.UploadLink;
import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.emulator.EmulatorVideo;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Transfer;
import io.kinescope.uploader.source.UploadMethod;
import io.kinescope.uploader.source.files.FileSource;
import io.kinescope.uploader.upload.Uploads.Sent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A link and one POST, over a line and a service that fail. */
class LinkPostTest {
  private static final int BYTES = 3_000_000;
  private static final String UPLOAD_ONLY = "0b1a5e11-0000-4000-8000-000000000001";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void aPassingFailureIsTriedAgainOnTheSameLink(int status) {
    try (UploadLab lab =
        UploadLab.with(
            FaultRule.on(Operation.LINK_POST).first(2).then(FaultAction.status(status)))) {
      Sent result = lab.link(UploadLab.file(folder, BYTES));
      assertThat(result.transfer().sent()).isBetween((long) BYTES, 3L * BYTES);
      assertThat(lab.onlyVideo().bytesReceived()).isEqualTo(BYTES);
      assertThat(lab.sandbox.state().count(Operation.INIT)).isEqualTo(1);
      assertThat(lab.sandbox.state().count(Operation.LINK_POST)).isEqualTo(3);
      assertThat(lab.sleeps).hasSize(2);
    }
  }

  @Test
  void aRetryAfterIsWaitedFor() {
    try (UploadLab lab =
        UploadLab.with(
            FaultRule.on(Operation.LINK_POST)
                .nth(1)
                .then(FaultAction.status(429, Duration.ofSeconds(20))))) {
      lab.link(UploadLab.file(folder, BYTES));
      assertThat(lab.sleeps).containsExactly(Duration.ofSeconds(20));
    }
  }

  @Test
  void aLostAnswerIsNoReasonToSendTheFileAgain() {
    try (UploadLab lab =
        UploadLab.with(FaultRule.on(Operation.LINK_POST).nth(1).then(FaultAction.loseAnswer()))) {
      Sent result = lab.link(UploadLab.file(folder, BYTES));
      assertThat(result.transfer().sent()).isEqualTo(BYTES);
      assertThat(lab.sandbox.state().count(Operation.LINK_POST)).isEqualTo(1);
      assertThat(lab.onlyVideo().bytesReceived()).isEqualTo(BYTES);
      assertThat(lab.sleeps).isEmpty();
    }
  }

  @Test
  void aBrokenBodyIsSentAgainFromTheStart() {
    try (UploadLab lab =
        UploadLab.with(
            FaultRule.on(Operation.LINK_POST).nth(1).then(FaultAction.dropAfterBytes(1000)))) {
      lab.link(UploadLab.file(folder, BYTES));
      assertThat(lab.sandbox.state().count(Operation.LINK_POST)).isEqualTo(2);
      assertThat(lab.onlyVideo().bytesReceived()).isEqualTo(BYTES);
    }
  }

  @Test
  void aLostAnswerToATokenThatMayNotReadIsAnUnknownOutcome() {
    try (UploadLab lab =
        UploadLab.of(
            UploadLab.settings()
                .extraToken(UPLOAD_ONLY, Right.UPLOAD_ONLY)
                .faults(
                    FaultScript.of(
                        FaultRule.on(Operation.LINK_POST).nth(1).then(FaultAction.loseAnswer()))),
            UPLOAD_ONLY)) {
      // Whether it arrived can't be seen, and the link is used up. It did arrive, as it happens: a
      // new link would make a second video.
      Path file = UploadLab.file(folder, BYTES);
      assertKind(ErrorKind.UNKNOWN_OUTCOME, () -> lab.link(file))
          .hasMessageContaining("video " + lab.onlyVideo().id());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void aLinkThatIsGoneIsReplacedOnceAndTheOldVideoIsNamed(int status) {
    try (UploadLab lab =
        UploadLab.with(FaultRule.on(Operation.LINK_POST).nth(1).then(FaultAction.status(status)))) {
      Sent result = lab.link(UploadLab.file(folder, BYTES));
      List<EmulatorVideo> videos = lab.sandbox.state().videos();
      assertThat(videos).hasSize(2);
      assertThat(result.video().id()).isEqualTo(videos.get(1).id());
      assertThat(videos.get(1).bytesReceived()).isEqualTo(BYTES);
      assertThat(lab.warnings).hasSize(1);
      assertThat(lab.warnings.get(0)).contains("the upload link of video " + videos.get(0).id());
    }
  }

  @Test
  void aSecondLinkThatIsGoneIsAnError() {
    try (UploadLab lab =
        UploadLab.with(FaultRule.on(Operation.LINK_POST).then(FaultAction.status(410)))) {
      Path file = UploadLab.file(folder, BYTES);
      assertKind(ErrorKind.LINK_GONE, () -> lab.link(file))
          .hasMessageContaining("(video " + lab.sandbox.state().videos().get(1).id() + ")");
      assertThat(lab.sandbox.state().count(Operation.LINK_POST)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void aRefusalIsFinal(int status) {
    try (UploadLab lab =
        UploadLab.with(FaultRule.on(Operation.LINK_POST).then(FaultAction.status(status)))) {
      Path file = UploadLab.file(folder, BYTES);
      assertKind(ErrorKind.REFUSED, () -> lab.link(file));
      assertThat(lab.sandbox.state().count(Operation.LINK_POST)).isEqualTo(1);
    }
  }

  @Test
  void theAttemptsAreCounted() {
    try (UploadLab lab =
        UploadLab.with(FaultRule.on(Operation.LINK_POST).then(FaultAction.dropBeforeReading()))) {
      Path file = UploadLab.file(folder, BYTES);
      assertKind(ErrorKind.TRANSIENT, () -> lab.link(file));
      assertThat(lab.sandbox.state().count(Operation.LINK_POST)).isEqualTo(1 + UploadLab.RETRIES);
    }
  }

  /** Its old file is ready, which tells nothing of the new one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStatusOfAVideoThatWasThereBeforeIsNoProof(boolean replace) {
    try (UploadLab lab = UploadLab.with()) {
      String id = lab.link(UploadLab.file(folder, 10)).video().id();
      lab.pass(Duration.ofHours(1));
      assertThat(lab.kinescope.videos().get(id).ready()).isTrue();
      lab.sandbox.play(
          FaultScript.of(FaultRule.on(Operation.LINK_POST).then(FaultAction.dropAfterBytes(1000))));
      Path file = UploadLab.file(folder, BYTES);
      Destination target =
          replace ? new Destination.Replace(id, null, false) : new Destination.Attach(id);
      assertKind(
          ErrorKind.TRANSIENT,
          () -> lab.send(file, target, MethodChoice.LINK, TransferListener.NONE));
    }
  }

  /** A folder can be opened and never be read: the disk fails, and the line has no part in it. */
  @Test
  void aDiskThatCannotBeReadIsToldAtOnceAndNotTakenForTheLine() throws IOException {
    FileSource source = FileSource.of(UploadLab.file(folder, BYTES));
    try (UploadLab lab = UploadLab.with();
        OpenFile unreadable = new OpenFile(source, FileChannel.open(folder))) {
      UploadEndpoint endpoint = link(lab).endpoint();
      LinkUploader links = new LinkUploader(lab.kinescope, UploadLab.PLAIN, lab.warnings::add);
      assertKind(
              ErrorKind.LOCAL_IO,
              () ->
                  links.toForeignLink(
                      endpoint, UploadMethod.LINK, unreadable, TransferListener.NONE))
          .hasMessageContaining("could not send the file: could not read the file");
      assertThat(lab.sleeps).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"shrink, LINK", "grow, LINK", "rewrite, LINK", "grow, SINGLE", "rewrite, SINGLE"})
  void aFileThatChangesOnItsWayIsNeverCalledDone(String how, MethodChoice method) {
    try (UploadLab lab = UploadLab.with()) {
      Path file = UploadLab.file(folder, BYTES);
      assertKind(
              ErrorKind.SOURCE_CHANGED,
              () -> lab.send(file, lab.newVideo(), method, changing(file, how)))
          .hasMessageContaining("(video " + lab.onlyVideo().id() + ")");
    }
  }

  @Test
  void aFileThatShrinksInASingleRequestIsNeverCalledDone() {
    try (UploadLab lab = UploadLab.with()) {
      Path file = UploadLab.file(folder, BYTES);
      assertKind(
          ErrorKind.SOURCE_CHANGED,
          () -> lab.send(file, lab.newVideo(), MethodChoice.SINGLE, changing(file, "shrink")));
    }
  }

  /** Changes the file when the first bytes went. */
  private static TransferListener changing(Path file, String how) {
    return new TransferListener() {
      private boolean done;

      @Override
      public void sent(long bytes) {
        if (!done) {
          done = true;
          change(file, how);
        }
      }
    };
  }

  private static void change(Path file, String how) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      switch (how) {
        case "shrink" -> channel.truncate(BYTES / 2);
        case "grow" -> channel.write(ByteBuffer.allocate(10), BYTES);
        default -> {
          channel.write(ByteBuffer.allocate(10), BYTES - 10);
          // The clock of some file systems is too coarse to show it.
          Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLinkOfSomebodyElsesTakesTheFileToo() {
    try (UploadLab lab = UploadLab.with()) {
      UploadLink link = link(lab);
      Path file = UploadLab.file(folder, BYTES);
      assertThat(toLink(lab, file, link).sent()).isEqualTo(BYTES);
      assertThat(lab.onlyVideo().bytesReceived()).isEqualTo(BYTES);
      assertKind(ErrorKind.LINK_GONE, () -> toLink(lab, file, link));
    }
  }

  private static Transfer toLink(UploadLab lab, Path file, UploadLink link) {
    return lab.uploads.toLink(
        FileSource.of(file), link.endpoint(), UploadMethod.LINK, TransferListener.NONE);
  }

  private static UploadLink link(UploadLab lab) {
    return lab.kinescope
        .uploads()
        .init(
            new InitRequest(
                "video",
                lab.sandbox.defaultParentId(),
                "T",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertKind(
      ErrorKind kind, ThrowingCallable action) {
    return assertThatThrownBy(action)
        .isInstanceOfSatisfying(UploaderException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
