package io.kinescope.uploader.base.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure with its kind. The message is for people: what failed, where, why; {@link #hint()} says
 * what to do. Neither ever holds the token or an upload link.
 */
public class UploaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final @Nullable String hint;
  private final @Nullable Integer code;
  private final @Nullable String requestId;
  private final int status;
  private final boolean said;

  public UploaderException(ErrorKind kind, String message) {
    this(of(kind, message));
  }

  public UploaderException(ErrorKind kind, String message, @Nullable Throwable cause) {
    this(of(kind, message).cause(cause));
  }

  private UploaderException(Builder known) {
    super(known.message, known.cause);
    this.kind = known.kind;
    this.hint = known.hint;
    this.code = known.code;
    this.requestId = known.requestId;
    this.status = known.status;
    this.said = known.said;
  }

  /** Begins an error of which more is known than kind and message. */
  public static Builder of(ErrorKind kind, String message) {
    return new Builder(kind, message);
  }

  /** Begins the same error in other words; this one is its cause. */
  public Builder saying(String message) {
    return as(kind, message);
  }

  /** Begins the error that this one means here: of another kind, in other words. */
  public Builder as(ErrorKind meant, String message) {
    Builder same = of(meant, message).hint(hint).code(code).requestId(requestId);
    return same.status(status).cause(this);
  }

  public static final class Builder {
    private final ErrorKind kind;
    private final String message;
    private @Nullable String hint;
    private @Nullable Integer code;
    private @Nullable String requestId;
    private int status;
    private boolean said;
    private @Nullable Throwable cause;

    private Builder(ErrorKind kind, String message) {
      this.kind = kind;
      this.message = message;
    }

    public Builder hint(@Nullable String text) {
      hint = text;
      return this;
    }

    /** Kinescope's own {@code error.code}. */
    public Builder code(@Nullable Integer number) {
      code = number;
      return this;
    }

    /** The answer's {@code X-Request-ID}. */
    public Builder requestId(@Nullable String id) {
      requestId = id;
      return this;
    }

    /** The answer's HTTP status. */
    public Builder status(int number) {
      status = number;
      return this;
    }

    /** One line was said for all that failed so: reports have it of each. */
    public Builder alreadySaid() {
      said = true;
      return this;
    }

    public Builder cause(@Nullable Throwable exception) {
      cause = exception;
      return this;
    }

    public UploaderException build() {
      return new UploaderException(this);
    }
  }

  public static UploaderException withHint(ErrorKind kind, String message, @Nullable String hint) {
    return withHint(kind, message, hint, null);
  }

  public static UploaderException withHint(
      ErrorKind kind, String message, @Nullable String hint, @Nullable Throwable cause) {
    return of(kind, message).hint(hint).cause(cause).build();
  }

  /** Options that make no sense, or configuration that can't be used. */
  public static UploaderException usage(String message, @Nullable String hint) {
    return withHint(ErrorKind.USAGE, message, hint);
  }

  public ErrorKind kind() {
    return kind;
  }

  /** What the person can do about it, if anything is known. */
  public @Nullable String hint() {
    return hint;
  }

  public @Nullable Integer code() {
    return code;
  }

  /** The HTTP status of the answer that says so; 0 if there was none. */
  public int status() {
    return status;
  }

  /** Whether people were told, with another item. */
  public boolean alreadySaid() {
    return said;
  }

  /** The service's {@code X-Request-ID}: support asks for it. */
  public @Nullable String requestId() {
    return requestId;
  }
}
