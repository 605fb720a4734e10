package io.kinescope.uploader.upload;

import io.kinescope.uploader.source.Demands.MethodChoice;
import io.kinescope.uploader.source.Destination;
import io.kinescope.uploader.source.Metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.base.progress.TransferListener;
import io.kinescope.uploader.emulator.FaultAction;
import io.kinescope.uploader.emulator.FaultRule;
import io.kinescope.uploader.emulator.FaultScript;
import io.kinescope.uploader.emulator.Operation;
import io.kinescope.uploader.emulator.Right;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a video after its upload, and put right. */
class SeenVideoTest {
  private static final String OTHER = "0b1a5e11-0000-4000-8000-000000000001";

  @TempDir private Path folder;

  /** The service makes the video under another title than it was asked for. */
  private static FaultScript mangling(UploadLab lab, String id) {
    FaultAction reply =
        FaultAction.answer(
                200,
                Map.of("Content-Type", "application/json"),
                "{\"data\":{\"id\":\"" + id + "\",\"title\":\"?????\",\"status\":\"processing\"}}")
            .carryingOut();
    assertThat(lab.sandbox.state().videos()).isNotEmpty();
    return FaultScript.of(FaultRule.on(Operation.VIDEO_GET).then(reply));
  }

  @Test
  void aTitleThatCameOutRightIsLeftAlone() {
    try (UploadLab lab = UploadLab.with()) {
      assertThat(lab.single(UploadLab.file(folder, 10)).title()).isEqualTo("Title");
      assertThat(lab.link(UploadLab.file(folder, 10)).title()).isEqualTo("Title");
      assertThat(lab.sandbox.state().count(Operation.VIDEO_PATCH)).isZero();
      assertThat(lab.warnings).isEmpty();
    }
  }

  @Test
  void aTitleThatCameOutWrongIsPutRight() {
    try (UploadLab lab = UploadLab.with()) {
      String id = lab.link(UploadLab.file(folder, 10)).videoId();
      lab.sandbox.play(mangling(lab, id));
      UploadResult result = lab.link(UploadLab.file(folder, 10));
      assertThat(result.title()).isEqualTo("Title");
      assertThat(lab.sandbox.state().count(Operation.VIDEO_PATCH)).isEqualTo(1);
      // The answer speaks of another id; the one from init is the video's.
      assertThat(result.videoId()).isEqualTo(lab.sandbox.state().videos().get(1).id());
    }
  }

  @Test
  void withoutTheRightToChangeItAWarningSaysSo() {
    try (UploadLab lab =
        UploadLab.of(UploadLab.settings().extraToken(OTHER, Right.NO_EDIT), OTHER)) {
      String id = lab.link(UploadLab.file(folder, 10)).videoId();
      lab.sandbox.play(mangling(lab, id));
      assertThat(lab.link(UploadLab.file(folder, 10)).title()).isEqualTo("?????");
      assertThat(lab.warnings).hasSize(1);
      assertThat(lab.warnings.get(0)).contains("has another title than asked for");
    }
  }

  @Test
  void aTokenThatMayOnlyUploadUploadsAndTheLinksAreUnknown() {
    try (UploadLab lab =
        UploadLab.of(UploadLab.settings().extraToken(OTHER, Right.UPLOAD_ONLY), OTHER)) {
      UploadResult result = lab.link(UploadLab.file(folder, 10));
      assertThat(result.videoId()).isEqualTo(lab.onlyVideo().id());
      assertThat(result.playLink()).isNull();
      assertThat(result.status()).isEqualTo("uploading");
      assertThat(lab.warnings).hasSize(1);
      assertThat(lab.warnings.get(0)).contains("is uploaded, but its links are unknown");
    }
  }

  @Test
  void anAnswerWithoutAnIdDoesNotUndoTheUpload() {
    try (UploadLab lab = UploadLab.with()) {
      lab.sandbox.play(
          FaultScript.of(
              FaultRule.on(Operation.VIDEO_GET)
                  .then(
                      FaultAction.answer(
                          200, Map.of("Content-Type", "application/json"), "{\"data\":{}}"))));
      UploadResult result = lab.link(UploadLab.file(folder, 10));
      assertThat(result.videoId()).isEqualTo(lab.onlyVideo().id());
      assertThat(result.title()).isEqualTo("Title");
    }
  }

  @Test
  void anAttachmentLeavesTheTitleOfItsVideo() {
    try (UploadLab lab = UploadLab.with()) {
      String id =
          lab.uploads
              .url(
                  "https://example.com/a",
                  lab.sandbox.defaultParentId(),
                  new Metadata("Mine", null, null, null),
                  UploadJournal.NONE)
              .videoId();
      lab.send(
          UploadLab.file(folder, 10),
          new Destination.Attach(id),
          MethodChoice.AUTO,
          TransferListener.NONE);
      assertThat(lab.onlyVideo().title()).isEqualTo("Mine");
      assertThat(lab.sandbox.state().attachments()).hasSize(1);
    }
  }
}
