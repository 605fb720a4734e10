package io.kinescope.uploader.http;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class LinkMaskTest {
  @Test
  void ofALinkOnlyTheHostIsShown() {
    assertThat(LinkMask.shown(HttpUrl.get("https://u:p@eu.kinescope.io/v2/upload/abc?d=e#f")))
        .isEqualTo("https://eu.kinescope.io/***");
  }

  @Test
  void theSecretPartsOfALinkAreMaskedWhereverTheyStand() {
    HttpUrl link = HttpUrl.get("https://h/files/0123456789ab?sig=zyxwvuts&n=1");
    assertThat(LinkMask.removedFrom("/files/0123456789ab: zyxwvuts is gone, n=1", link))
        .isEqualTo("/files/***: *** is gone, n=1");
  }
}
