package io.kinescope.uploader.cli;

import io.kinescope.uploader.api.InitRequest.Preview;
import io.kinescope.uploader.api.VideoHeaders.Trim;
import io.kinescope.uploader.base.error.UploaderException;
import io.kinescope.uploader.base.units.Durations;
import io.kinescope.uploader.base.units.Sizes;
import io.kinescope.uploader.job.ErrorThreshold;
import io.kinescope.uploader.throttle.BandwidthSchedule;
import io.kinescope.uploader.throttle.RateSpec;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads option values with the rooms' own parsers, whose errors become picocli's. */
final class Converters {
  private Converters() {}

  static void register(CommandLine commandLine) {
    commandLine.registerConverter(Duration.class, reading(Durations::parse));
    commandLine.registerConverter(RateSpec.class, reading(RateSpec::parse));
    commandLine.registerConverter(BandwidthSchedule.class, reading(BandwidthSchedule::parse));
    commandLine.registerConverter(ErrorThreshold.class, reading(ErrorThreshold::parse));
    commandLine.registerConverter(Trim.class, reading(Specs::trim));
    commandLine.registerConverter(Preview.class, reading(Specs::preview));
  }

  /** A parser that throws UploaderException, as a converter. */
  static <T> ITypeConverter<T> reading(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (UploaderException e) {
        throw new TypeConversionException(ErrorPrinter.line(e));
      }
    };
  }

  /** A Tus chunk: at least 1 KiB, so that a mistyped unit is no flood of requests. */
  static final class ChunkSize implements ITypeConverter<Long> {
    private static final long LEAST = 1024;

    @Override
    public Long convert(String text) throws Exception {
      long size = reading(Sizes::parse).convert(text);
      if (size < LEAST) {
        throw new TypeConversionException(
            "'" + text + "' is too small for a chunk: write 1K or more");
      }
      return size;
    }
  }
}
