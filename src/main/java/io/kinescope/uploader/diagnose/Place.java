package io.kinescope.uploader.diagnose;

import io.kinescope.uploader.throttle.RateSpec;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run needs of this machine and its settings.
 *
 * @param ledger where it would be; null for one in memory
 * @param ledgerCheck looks at the ledger, or at the folder where it would be made; throws what is
 *     wrong, and else says what was found
 * @param caCert the file of {@code --ca-cert}, if one is set
 */
public record Place(
    @Nullable Path ledger, Supplier<String> ledgerCheck, @Nullable Path caCert, RateSpec rate) {}
