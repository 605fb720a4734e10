package io.kinescope.uploader.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkDiskTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "nfs, true",
    "nfs4, true",
    "NFS, true",
    "cifs, true",
    "smb3, true",
    "smbfs, true",
    "afpfs, true",
    "webdav, true",
    "fuse.sshfs, true",
    "fuse.rclone, true",
    "ext4, false",
    "ext2/ext3, false",
    "xfs, false",
    "btrfs, false",
    "zfs, false",
    "tmpfs, false",
    "overlay, false",
    "apfs, false",
    "hfs, false",
    "NTFS, false",
    "fuseblk, false",
    "fuse.mergerfs, false",
    "fuse.ntfs-3g, false",
    "'', false",
  })
  void theFileSystemsTypeDecides(String type, boolean network) {
    assertThat(NetworkDisk.is(type)).isEqualTo(network);
  }

  @Test
  void aLocalDiskAndAFolderThatIsNotThereAreNotRefused() {
    assertThatCode(() -> NetworkDisk.refuse(folder.resolve("a.db"))).doesNotThrowAnyException();
    assertThatCode(() -> NetworkDisk.refuse(folder.resolve("no/a.db"))).doesNotThrowAnyException();
    assertThatCode(() -> NetworkDisk.refuse(Path.of("a.db"))).doesNotThrowAnyException();
  }
}
