package io.kinescope.uploader.ledger;

import io.kinescope.uploader.base.error.ErrorKind;
import io.kinescope.uploader.base.error.UploaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Keeps the ledger of an import off network drives. The write-ahead log needs memory that all
 * processes at the file share (sqlite.org/wal.html), and a lock that another machine does not see
 * lets two runs in: both fail silently there, and a row becomes two videos.
 */
final class NetworkDisk {
  /** As {@code FileStore.type()} names them on Linux and macOS; {@code fuse.}: in user space. */
  private static final Pattern TYPES =
      Pattern.compile(
          "nfs[34]?|cifs|smb[23]?|smbfs|ncpfs|afs|afpfs|webdav|davfs|ceph|glusterfs"
              + "|fuse\\.(sshfs|rclone|davfs2?|s3fs|gcsfuse|glusterfs|ceph)",
          Pattern.CASE_INSENSITIVE);

  private NetworkDisk() {}

  /** Throws {@link UploaderException} of kind LOCAL_IO for a ledger on a network drive. */
  static void refuse(Path ledger) {
    Path folder = ledger.toAbsolutePath().getParent();
    String type;
    try {
      type = folder == null ? "" : Files.getFileStore(folder).type();
    } catch (IOException e) {
      return; // no such folder, or no right to look: making the file says so
    }
    if (is(type)) {
      throw UploaderException.withHint(
          ErrorKind.LOCAL_IO,
          "the ledger " + ledger + " would be on a network drive (" + type + ")",
          (PrivateFiles.isThere(ledger)
                  ? "copy it to a local disk and name the copy with --ledger"
                  : "give a place on a local disk with --ledger")
              + ": on a network drive, two machines could use it at once and upload every video"
              + " twice");
    }
  }

  /** Whether a file system of this type is on another machine. */
  static boolean is(String type) {
    return TYPES.matcher(type).matches();
  }
}
