package io.kinescope.uploader.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlIdentityTest {
  private static final String PLAIN = "https://b.example.com/a.mp4";

  private static String of(String url) {
    return UrlIdentity.USUAL.of(url).text();
  }

  /** RFC 3986, 6.2.2 and 6.2.3. */
  @ParameterizedTest
  @CsvSource({
    "HTTPS://B.Example.COM/a.mp4, https://b.example.com/a.mp4",
    "https://b.example.com:443/a.mp4, https://b.example.com/a.mp4",
    "http://b.example.com:443/a.mp4, http://b.example.com:443/a.mp4",
    "https://b.example.com/a.mp4?, https://b.example.com/a.mp4",
    "https://b.example.com, https://b.example.com/",
    "https://b.example.com/%7euser/%d0%96.mp4, https://b.example.com/~user/%D0%96.mp4",
    "https://b.example.com/Ж.mp4, https://b.example.com/%D0%96.mp4",
    "https://b.example.com/x/../a.mp4, https://b.example.com/a.mp4",
    "https://b.example.com/./a.mp4, https://b.example.com/a.mp4",
    "https://пример.рф/a.mp4, https://xn--e1afmkfd.xn--p1ai/a.mp4",
    "https://b.example.com/a.mp4?v=%7e1&w=a+b, https://b.example.com/a.mp4?v=~1&w=a+b",
    "https://b.example.com/a.mp4#t=10, https://b.example.com/a.mp4#t=10",
    "https://b.example.com/A.mp4, https://b.example.com/A.mp4",
    "https://b.example.com/a%2Fb.mp4, https://b.example.com/a%2Fb.mp4",
  })
  void spellingsOfOneUrlAreOne(String url, String identity) {
    assertThat(of(url)).isEqualTo(identity);
    assertThat(of(identity)).isEqualTo(identity);
    assertThat(UrlIdentity.USUAL.of(url).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20261130%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261130T100000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=t&X-Amz-Signature=0a 2026-11-30T11:00:00Z",
        "x-amz-date=20261130T100000Z&x-amz-expires=60&x-amz-signature=0a 2026-11-30T10:01:00Z",
        "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=x&X-Goog-Date=20261130T100000Z&X-Goog-Expires=600&X-Goog-SignedHeaders=host&X-Goog-Signature=0a 2026-11-30T10:10:00Z",
        "AWSAccessKeyId=AK&Expires=1796040000&Signature=s%3D&x-amz-security-token=t 2026-11-30T12:00:00Z",
        "GoogleAccessId=a%40b&Expires=1796040000&Signature=s 2026-11-30T12:00:00Z",
        "Expires=1796040000&Signature=s&Key-Pair-Id=K 2026-11-30T12:00:00Z",
        "Policy=eyJTdGF0ZW1lbnQiOlt7IkNvbmRpdGlvbiI6eyJEYXRlTGVzc1RoYW4iOnsiQVdTOkVwb2NoVGltZSI6MTc5NjA0MDAwMH19fV19&Signature=s&Key-Pair-Id=K 2026-11-30T12:00:00Z",
        "Expires=1796040000&KeyName=k&Signature=s 2026-11-30T12:00:00Z",
        "sv=2024-11-04&st=2026-11-29T00%3A00%3A00Z&se=2026-11-30T12%3A00%3A00Z&sr=b&sp=r&spr=https&sip=1.2.3.4&sig=s%3D 2026-11-30T12:00:00Z",
        "sv=2024-11-04&ss=b&srt=o&se=2026-11-30&sp=r&sig=s 2026-11-30T00:00:00Z",
        "sv=2024-11-04&se=2026-11-30T12:00Z&sr=b&sp=r&skoid=a&sktid=b&skt=c&ske=d&sks=b&skv=e&sig=s 2026-11-30T12:00:00Z",
        "OSSAccessKeyId=k&Expires=1796040000&Signature=s&security-token=t 2026-11-30T12:00:00Z",
        "x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=c&x-oss-date=20261130T110000Z&x-oss-expires=3600&x-oss-signature=s 2026-11-30T12:00:00Z",
        "q-sign-algorithm=sha1&q-ak=k&q-sign-time=1796030000%3B1796040000&q-key-time=1796030000%3B1796040000&q-header-list=host&q-url-param-list=&q-signature=s 2026-11-30T12:00:00Z",
        "hdnts=st=1796030000~exp=1796040000~acl=/*~hmac=0a 2026-11-30T12:00:00Z",
        "hdnea=exp=1796040000~acl=/*~hmac=0a 2026-11-30T12:00:00Z",
      })
  void aSignatureIsNoPartOfWhatIsNamedAndSaysWhenItEnds(String query, Instant ends) {
    Content.RemoteUrl url = UrlIdentity.USUAL.of(PLAIN + "?" + query);
    assertThat(url.text()).isEqualTo(PLAIN);
    assertThat(url.ends()).isEqualTo(ends);
    assertThat(url.ended(ends.minusSeconds(1))).isNull();
    assertThat(url.ended(ends)).contains(ends.toString());

    String other = "versionId=7&response-content-disposition=attachment&generation=3&id=9";
    assertThat(of(PLAIN + "?" + other + "&" + query)).isEqualTo(PLAIN + "?" + other);
    assertThat(url).hasToString(PLAIN);
  }

  /** Without the marks of a signature, these are names like any others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expires=1796040000",
        "Signature=s",
        "sv=1&se=2",
        "token=abc",
        "sig=x",
        "id=5",
        "Policy=p"
      })
  void whatOnlyLooksLikeAPartOfOneStays(String query) {
    assertThat(of(PLAIN + "?" + query)).isEqualTo(PLAIN + "?" + query);
    assertThat(UrlIdentity.USUAL.of(PLAIN + "?" + query).ends()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Date=yesterday&X-Amz-Expires=60&X-Amz-Signature=s",
        "X-Amz-Date=20261130T100000Z&X-Amz-Expires=99999999999999999999&X-Amz-Signature=s",
        "sv=1&se=soon&sig=s",
        "Policy=!!&Key-Pair-Id=K&Signature=s",
        "q-sign-time=x&q-ak=k&q-signature=s",
        "hdnts=exp=never",
      })
  void anEndThatCannotBeReadIsNotKnown(String query) {
    Content.RemoteUrl url = UrlIdentity.USUAL.of(PLAIN + "?" + query);
    assertThat(url.text()).isEqualTo(PLAIN);
    assertThat(url.ends()).isNull();
  }

  @Test
  void parametersCanBeLeftOut() {
    String url = PLAIN + "?a=1&token=x&md5=y#f";
    assertThat(new UrlIdentity(Set.of("token", "md5")).of(url).text()).isEqualTo(PLAIN + "?a=1#f");
    assertThat(new UrlIdentity(Set.of("all")).of(url).text()).isEqualTo(PLAIN + "#f");
    assertThat(new UrlIdentity(Set.of("TOKEN")).of(url).text()).contains("token=x");
    assertThat(new UrlIdentity(Set.of("token")).of(url).isFrom(PLAIN + "?a=1&token=z&md5=y#f"))
        .isTrue();
  }

  @Test
  void whatIsSameUpToTheQueryIsToldBesideTheFragment() {
    assertThat(UrlIdentity.upToQuery(PLAIN + "?a=1#f")).isEqualTo(PLAIN + "#f");
    assertThat(UrlIdentity.upToQuery(PLAIN + "#f?x")).isEqualTo(PLAIN + "#f?x");
    assertThat(UrlIdentity.upToQuery(PLAIN)).isEqualTo(PLAIN);
  }
}
