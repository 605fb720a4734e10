package io.kinescope.uploader.tus;

/** What was asked of the server; with the answer it makes a {@link TusVerdict}. */
sealed interface TusStep {
  /** The size of the whole file in bytes. */
  long size();

  /** What it is for, as the start of an error message. */
  String purpose();

  /** HEAD: how much has it? */
  record Ask(long size) implements TusStep {
    @Override
    public String purpose() {
      return "ask the upload server how much it has";
    }
  }

  /** PATCH: {@code length} bytes from {@code offset}. */
  record Send(long offset, long length, long size) implements TusStep {
    @Override
    public String purpose() {
      return "send bytes " + offset + " to " + end() + " of " + size;
    }

    /** Where the server is if it kept them all. */
    long end() {
      return offset + length;
    }
  }
}
