package io.kinescope.uploader.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.source.Demands.MethodChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code uploads.db} knows items by. */
class UploadKeyTest {
  private static final String SERVICE = "https://api.kinescope.io/";
  private static final Content FILE = new Content.LocalFile(Path.of("a.mp4"), "a.mp4");
  private static final Content URL = UrlIdentity.USUAL.of("https://example.com/a");
  private static final Content LINK = new Content.Elsewhere(null);
  private static final Destination NEW = new Destination.NewVideo("p");
  private static final Metadata PLAIN = new Metadata("A", null, null, null);

  private static String key(
      Content content, String what, Destination destination, Metadata metadata, Demands demands) {
    return UploadKey.of(SERVICE, content, what, destination, metadata, demands);
  }

  private static Demands demands(
      @Nullable Trim trim, @Nullable Preview preview, @Nullable String clientIp) {
    return new Demands(MethodChoice.AUTO, Demands.LARGEST_SINGLE, null, trim, preview, clientIp);
  }

  /**
   * Released forms: whoever has a ledger has these in it. A test that fails here is no test to be
   * adapted; the new form needs another prefix, and older entries new keys.
   */
  @Test
  void theFormNeverChanges() {
    assertThat(key(FILE, "/v/a.mp4", NEW, new Metadata("A", null, null, "a.mp4"), Demands.NONE))
        .isEqualTo("u2|https://api.kinescope.io/|file=/v/a.mp4|parent=p|title=A|filename=a.mp4");
    assertThat(
            key(
                URL,
                "https://example.com/a?x=%20|1",
                NEW,
                new Metadata("50 % | Лекция", "line 1\nline 2", null, null),
                Demands.NONE))
        .isEqualTo(
            "u2|https://api.kinescope.io/|url=https://example.com/a?x=%2520%7C1|parent=p"
                + "|title=50 %25 %7C Лекция|description=line 1\nline 2");
    assertThat(
            key(
                FILE,
                "/v/a.mp4",
                new Destination.Replace("video", "p", true),
                new Metadata("A", "D", "S", "F"),
                demands(new Trim(1.5, 10.0), new Preview(0, 5, "480p"), "192.0.2.1")))
        .isEqualTo(
            "u2|https://api.kinescope.io/|file=/v/a.mp4|parent=p|replace=video|title=A"
                + "|description=D|subtitle=S|filename=F|trim=1.5,10.0|preview=0.0,5.0,480p"
                + "|client-ip=192.0.2.1");
  }

  @Test
  void everythingThatChangesWhatIsMadeMakesAnotherKey() {
    List<String> keys = new ArrayList<>();
    keys.add(key(FILE, "a", NEW, PLAIN, Demands.NONE));
    keys.add(UploadKey.of("https://other/", FILE, "a", NEW, PLAIN, Demands.NONE));
    keys.add(key(FILE, "b", NEW, PLAIN, Demands.NONE));
    keys.add(key(URL, "a", NEW, PLAIN, Demands.NONE));
    keys.add(key(LINK, "a", NEW, PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", new Destination.NewVideo("q"), PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", new Destination.Attach("v"), PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", new Destination.Attach("w"), PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", new Destination.Replace("v", null, false), PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", new Destination.Replace("v", "p", false), PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", new Destination.Replace("v", "p", true), PLAIN, Demands.NONE));
    keys.add(key(FILE, "a", NEW, new Metadata("B", null, null, null), Demands.NONE));
    keys.add(key(FILE, "a", NEW, new Metadata("A", "", null, null), Demands.NONE));
    keys.add(key(FILE, "a", NEW, new Metadata("A", "x", null, null), Demands.NONE));
    keys.add(key(FILE, "a", NEW, new Metadata("A", null, "x", null), Demands.NONE));
    keys.add(key(FILE, "a", NEW, new Metadata("A", null, null, "x"), Demands.NONE));
    keys.add(key(FILE, "a", NEW, PLAIN, demands(new Trim(1, null), null, null)));
    keys.add(key(FILE, "a", NEW, PLAIN, demands(new Trim(1, 2.0), null, null)));
    keys.add(key(FILE, "a", NEW, PLAIN, demands(null, new Preview(1, 2, "360p"), null)));
    keys.add(key(FILE, "a", NEW, PLAIN, demands(null, new Preview(1, 2, "480p"), null)));
    keys.add(key(FILE, "a", NEW, PLAIN, demands(null, null, "192.0.2.1")));
    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith("u2|"));
  }

  /** How it is sent is not what is made. */
  @Test
  void theMethodAndTheContentTypeMakeNoOther() {
    Demands other = new Demands(MethodChoice.TUS, 1, "video/mp4", null, null, null);
    assertThat(key(FILE, "a", NEW, PLAIN, other))
        .isEqualTo(key(FILE, "a", NEW, PLAIN, Demands.NONE));
  }

  /** The title of a video that keeps its own is nothing that is made. */
  @Test
  void aTitleThatIsNotSetMakesNoOther() {
    Metadata other = new Metadata("B", null, null, null);
    for (Destination kept :
        List.of(new Destination.Attach("v"), new Destination.Replace("v", "p", false))) {
      assertThat(key(FILE, "a", kept, other, Demands.NONE))
          .isEqualTo(key(FILE, "a", kept, PLAIN, Demands.NONE));
    }
  }

  /** Else a text could pose as two parts. */
  @ParameterizedTest
  @CsvSource({
    "'A|description=x', ",
    "'A%7Cdescription=x', ",
    "'A%257Cdescription=x', ",
    "'A', 'x'",
    "'A', 'x|'",
    "'A', 'x%7C'",
    "'A', '%7Cx'",
  })
  void whatStandsBetweenPartsIsWrittenOtherwiseInThem(String title, @Nullable String description) {
    String key = key(FILE, "a", NEW, new Metadata(title, description, null, null), Demands.NONE);
    assertThat(key.split("\\|", -1)).hasSize(description == null ? 5 : 6);
    String[] parts = key.split("\\|", -1);
    assertThat(unescaped(parts[4])).isEqualTo("title=" + title);
    if (description != null) {
      assertThat(unescaped(parts[5])).isEqualTo("description=" + description);
    }
  }

  private static String unescaped(String part) {
    return part.replace("%7C", "|").replace("%25", "%");
  }
}
