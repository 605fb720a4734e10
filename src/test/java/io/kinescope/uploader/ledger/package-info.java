/** Tests of the ledger: the contract, the disk's bad days, and other processes. */
@NullMarked
package io.kinescope.uploader.ledger;

import org.jspecify.annotations.NullMarked;
