package io.kinescope.uploader.emulator;

import io.kinescope.uploader.emulator.EmulatorState.Attachment;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The sandbox for tests: it remembers what was asked of it. */
public final class Emulator extends Sandbox {
  private Emulator(EmulatorSettings settings) {
    super(settings);
  }

  public static Emulator start(EmulatorSettings settings) {
    Emulator emulator = new Emulator(settings);
    emulator.listen(settings.port);
    return emulator;
  }

  @Override
  Front front(EmulatorSettings settings, CreateCalls creates) {
    return new WatchedFront(token(), settings, creates);
  }

  private WatchedFront watched() {
    return (WatchedFront) front;
  }

  @Override
  public void play(FaultScript script) {
    watched().played.set(0);
    watched().script = script;
    super.play(script);
  }

  public EmulatorState state() {
    return watched().state();
  }

  /** The secret part of each upload link that was given out. */
  public Set<String> linkSecrets() {
    return Set.copyOf(watched().creates.links().uploads.keySet());
  }

  private static final class WatchedFront extends Front {
    private final Map<Operation, Long> requests = new ConcurrentHashMap<>();
    private final List<String> internalErrors = new CopyOnWriteArrayList<>();
    private final Queue<Instant> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicLong tooMany = new AtomicLong();
    private final AtomicLong played = new AtomicLong();
    private final Clock clock;
    private volatile FaultScript script;
    private volatile boolean tokenSeenAtEndpoint;

    WatchedFront(String token, EmulatorSettings settings, CreateCalls creates) {
      super(token, settings, creates);
      clock = settings.clock;
      script = settings.faults;
    }

    @Override
    @Nullable FaultAction fault(Operation.Host host, Call call) {
      requests.merge(call.operation, 1L, Long::sum);
      if (host == Operation.Host.ENDPOINT) {
        tokenSeenAtEndpoint |= call.rawHeader("Authorization") != null;
      } else if (!call.path.equals("/")) {
        arrivals.add(clock.instant());
      }
      FaultAction fault = super.fault(host, call);
      if (fault != null) {
        boolean scripted = script.rules().stream().anyMatch(rule -> rule.action() == fault);
        (scripted ? played : tooMany).incrementAndGet();
      }
      return fault;
    }

    @Override
    Reply carryOut(Call call) throws IOException {
      Reply reply = super.carryOut(call);
      if (reply.status() == 500) {
        internalErrors.add(reply.body());
      }
      return reply;
    }

    EmulatorState state() {
      return new EmulatorState(
          creates
              .videos()
              .snapshots(video -> true)
              .sorted(Comparator.comparingLong(EmulatorVideo::number))
              .toList(),
          creates.links().uploads.values().stream()
              .filter(upload -> upload.use == ByteUpload.Use.ATTACHMENT)
              .map(upload -> new Attachment(upload.video.id, upload.offset, upload.md5))
              .toList(),
          Map.copyOf(requests),
          mostInOneSecond(),
          tooMany.get(),
          tokenSeenAtEndpoint,
          played.get(),
          List.copyOf(internalErrors));
    }

    private int mostInOneSecond() {
      List<Instant> sorted = new ArrayList<>(arrivals);
      sorted.sort(Comparator.naturalOrder());
      int most = 0;
      int from = 0;
      for (int to = 0; to < sorted.size(); to++) {
        while (!sorted.get(from).plus(Duration.ofSeconds(1)).isAfter(sorted.get(to))) {
          from++;
        }
        most = Math.max(most, to - from + 1);
      }
      return most;
    }
  }
}
