import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.net.URI;

/** Sends a file to an upload link by tus-java-client. Arguments: the file and the link. */
public final class TusJavaSend {
  private TusJavaSend() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    TusUpload upload = new TusUpload(new File(args[0]));
    TusUploader uploader =
        new TusClient().beginOrResumeUploadFromURL(upload, URI.create(args[1]).toURL());
    while (uploader.uploadChunk() > 0) {
      // it tells how much it has sent
    }
    uploader.finish();
  }
}
