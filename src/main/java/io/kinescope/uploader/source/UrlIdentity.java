package io.kinescope.uploader.source;

import io.kinescope.uploader.source.Content.RemoteUrl;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What a URL names, whatever its spelling and its signature: by this an object is known again that
 * a list names with another link each night. Scheme and host in lower case (a host in its ASCII
 * form), without default port and empty query, percent-encoding as in RFC 3986, 6.2.2, and without
 * the parameters of a signature where the marks of that signature are there. What names the object
 * stays: {@code versionId}, {@code generation}, {@code response-content-disposition}, a fragment.
 *
 * @param ignored names of further parameters that are left out; with {@link #ALL} the whole query
 */
public record UrlIdentity(Set<String> ignored) {
  /** For {@link #ignored}: every parameter. */
  public static final String ALL = "all";

  /** Leaves out what known signatures are made of, and nothing else. */
  public static final UrlIdentity USUAL = new UrlIdentity(Set.of());

  /** What is its own identity, as most of a list; told without a parser. */
  private static final Pattern PLAIN =
      Pattern.compile("https?://[a-z0-9-]++(?:\\.[a-z0-9-]++)*+/(?:\\.?[\\w~!$&()*+,;=:@/-])*+");

  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
  private static final Pattern POLICY_END =
      Pattern.compile("\"DateLessThan\"\\s*:\\s*\\{\\s*\"AWS:EpochTime\"\\s*:\\s*(\\d{1,12})");
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  /** The signatures whose parameters their makers document. Names are in lower case. */
  private static final List<Signature> SIGNATURES =
      List.of(
          // AWS, "Authenticating Requests: Using Query Parameters (Signature Version 4)"; also
          // Backblaze, Yandex and other services that speak S3
          new Signature("x-amz-.*", dated("x-amz-"), "x-amz-signature"),
          // Google, "Signatures" and "V4 signing process"
          new Signature("x-goog-.*", dated("x-goog-"), "x-goog-signature"),
          // AWS, "Signing and Authenticating REST Requests (Signature Version 2)"
          new Signature(
              "awsaccesskeyid|signature|expires|x-amz-security-token",
              seconds("expires"),
              "awsaccesskeyid",
              "signature"),
          // Google, "V2 signing process"
          new Signature(
              "googleaccessid|signature|expires",
              seconds("expires"),
              "googleaccessid",
              "signature"),
          // AWS, "Use signed URLs": canned and custom policies of CloudFront
          new Signature(
              "key-pair-id|signature|expires|policy|hash-algorithm",
              UrlIdentity::policyEnd,
              "key-pair-id",
              "signature"),
          // Google, "Use signed URLs" of Cloud CDN
          new Signature(
              "keyname|signature|expires|urlprefix", seconds("expires"), "keyname", "signature"),
          // Microsoft, "Create a service SAS", "an account SAS" and "a user delegation SAS"
          new Signature(
              "sig|sv|se|st|sp|spr|sip|sr|ss|srt|si|sdd|ses|skoid|sktid|skt|ske|sks|skv|skdutid"
                  + "|saoid|suoid|scid|sduoid|srh|srq",
              of("se", UrlIdentity::iso),
              "sig",
              "sv"),
          // Alibaba, "Include a V4 signature in a URL" and "Add signatures to URLs" (V1)
          new Signature(
              "x-oss-(?:signature|signature-version|credential|date|expires|security-token"
                  + "|additional-headers)",
              dated("x-oss-"),
              "x-oss-signature"),
          new Signature(
              "ossaccesskeyid|signature|expires|security-token",
              seconds("expires"),
              "ossaccesskeyid",
              "signature"),
          // Tencent, "Request Signature" of COS
          new Signature(
              "q-sign-algorithm|q-ak|q-sign-time|q-key-time|q-header-list|q-url-param-list"
                  + "|q-signature|x-cos-security-token",
              of("q-sign-time", text -> epoch(text.substring(text.indexOf(';') + 1))),
              "q-signature",
              "q-ak"),
          // Akamai, "Auth Token 2.0 Verification"
          new Signature("hdnts", of("hdnts", UrlIdentity::tokenEnd), "hdnts"),
          new Signature("hdnea", of("hdnea", UrlIdentity::tokenEnd), "hdnea"));

  public UrlIdentity {
    ignored = Set.copyOf(ignored);
  }

  /**
   * A way to sign a link.
   *
   * @param parameters the names of all that belong to it
   * @param end when it ends, by the parameters of the URL; null if they don't say
   * @param marks the parameters by which it is recognized: all must be there
   */
  private record Signature(
      Predicate<String> parameters,
      Function<Map<String, String>, @Nullable Instant> end,
      Set<String> marks) {
    Signature(
        String parameters, Function<Map<String, String>, @Nullable Instant> end, String... marks) {
      this(Pattern.compile(parameters).asMatchPredicate(), end, Set.of(marks));
    }
  }

  /** What the URL names. One that can't be parsed names what is written. */
  public RemoteUrl of(String url) {
    boolean plain = PLAIN.matcher(url).matches() && !url.contains("/.");
    HttpUrl parsed = plain ? null : HttpUrl.parse(url);
    if (parsed == null) {
      return new RemoteUrl(url, url, null, this);
    }
    String query = parsed.encodedQuery();
    List<Signature> signatures = query == null ? List.of() : signatures(parsed);
    String kept =
        query == null || ignored.contains(ALL)
            ? ""
            : kept(parsed, query.split("&", -1), signatures);
    // The parser writes scheme, host, port and path in their one form.
    String rest = parsed.newBuilder().encodedQuery(null).encodedFragment(null).build().toString();
    String fragment = parsed.encodedFragment();
    String identity =
        normalized(rest)
            + (kept.isEmpty() ? "" : "?" + kept)
            + (fragment == null ? "" : "#" + normalized(fragment));
    return new RemoteUrl(url, identity, end(signatures, parsed), this);
  }

  /** The identity without its query: what is the same where only the query differs. */
  public static String upToQuery(String identity) {
    int end = identity.indexOf('#');
    String fragment = end < 0 ? "" : identity.substring(end);
    String rest = end < 0 ? identity : identity.substring(0, end);
    int query = rest.indexOf('?');
    return (query < 0 ? rest : rest.substring(0, query)) + fragment;
  }

  /** The parameters that one of two URLs has and the other has not, or not with that value. */
  public static Set<String> differing(String one, String other) {
    Set<String> names = new LinkedHashSet<>();
    for (String[] pair : new String[][] {{one, other}, {other, one}}) {
      HttpUrl from = HttpUrl.get(pair[0]);
      HttpUrl to = HttpUrl.get(pair[1]);
      from.queryParameterNames().stream()
          .filter(name -> !from.queryParameterValues(name).equals(to.queryParameterValues(name)))
          .forEach(names::add);
    }
    return names.isEmpty() ? Set.of(ALL) : names; // they stand in another order
  }

  private static List<Signature> signatures(HttpUrl url) {
    Set<String> names = parameters(url).keySet();
    return SIGNATURES.stream().filter(one -> names.containsAll(one.marks())).toList();
  }

  private static Map<String, String> parameters(HttpUrl url) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < url.querySize(); i++) {
      String value = url.queryParameterValue(i);
      parameters.put(
          url.queryParameterName(i).toLowerCase(Locale.ROOT), value == null ? "" : value);
    }
    return parameters;
  }

  private String kept(HttpUrl url, String[] query, List<Signature> signatures) {
    List<String> kept = new ArrayList<>(query.length);
    for (int i = 0; i < query.length; i++) {
      String name = url.queryParameterName(i);
      String plain = name.toLowerCase(Locale.ROOT);
      boolean signs = signatures.stream().anyMatch(one -> one.parameters().test(plain));
      if (!signs && !ignored.contains(name)) {
        kept.add(normalized(query[i]));
      }
    }
    return String.join("&", kept);
  }

  /** RFC 3986, 6.2.2: upper-case digits, and no escape of what needs none. */
  private static String normalized(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    return ESCAPE
        .matcher(encoded)
        .replaceAll(
            escape -> {
              String plain = String.valueOf((char) Integer.parseInt(escape.group(1), 16));
              return UNRESERVED.matcher(plain).matches()
                  ? plain
                  : escape.group().toUpperCase(Locale.ROOT);
            });
  }

  private static @Nullable Instant end(List<Signature> signatures, HttpUrl url) {
    Instant first = null;
    for (Signature one : signatures) {
      Instant end;
      try {
        end = one.end().apply(parameters(url));
      } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
        continue; // it does not say so in a form that is known
      }
      first = first == null || (end != null && end.isBefore(first)) ? end : first;
    }
    return first;
  }

  private static Function<Map<String, String>, @Nullable Instant> of(
      String name, Function<String, @Nullable Instant> read) {
    return parameters -> {
      String value = parameters.get(name);
      return value == null || value.isEmpty() ? null : read.apply(value);
    };
  }

  private static Function<Map<String, String>, @Nullable Instant> seconds(String name) {
    return of(name, UrlIdentity::epoch);
  }

  private static Instant epoch(String text) {
    return Instant.ofEpochSecond(Long.parseLong(text.strip()));
  }

  /** As version 4 has it everywhere: when it was signed, and for how many seconds. */
  private static Function<Map<String, String>, @Nullable Instant> dated(String prefix) {
    return parameters -> {
      String date = parameters.get(prefix + "date");
      String lasts = parameters.get(prefix + "expires");
      return date == null || lasts == null
          ? null
          : LocalDateTime.parse(date, BASIC)
              .toInstant(ZoneOffset.UTC)
              .plusSeconds(Long.parseLong(lasts));
    };
  }

  /** In full, without seconds, or the day alone. */
  private static Instant iso(String text) {
    if (!text.contains("T")) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
  }

  private static @Nullable Instant policyEnd(Map<String, String> parameters) {
    String policy = parameters.get("policy");
    if (policy == null) {
      return seconds("expires").apply(parameters);
    }
    String base64 = policy.replace('-', '+').replace('_', '=').replace('~', '/');
    String json = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    Matcher end = POLICY_END.matcher(json);
    return end.find() ? epoch(end.group(1)) : null;
  }

  /** {@code st=1700000000~exp=1700003600~acl=/*~hmac=…} */
  private static @Nullable Instant tokenEnd(String token) {
    for (String part : token.split("~", -1)) {
      if (part.startsWith("exp=")) {
        return epoch(part.substring("exp=".length()));
      }
    }
    return null;
  }
}
