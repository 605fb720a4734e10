class Kinescope < Formula
  desc "Bulk uploader for the video platform Kinescope"
  homepage "https://kinescope.io"
  version "@VERSION@"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "@RELEASE@/kinescope-@VERSION@-macos-arm64.tar.gz"
      sha256 "@SHA256 kinescope-@VERSION@-macos-arm64.tar.gz@"
    end
    on_intel do
      url "@RELEASE@/kinescope-@VERSION@-macos-x64.tar.gz"
      sha256 "@SHA256 kinescope-@VERSION@-macos-x64.tar.gz@"
    end
  end

  on_linux do
    on_arm do
      url "@RELEASE@/kinescope-@VERSION@-linux-arm64.tar.gz"
      sha256 "@SHA256 kinescope-@VERSION@-linux-arm64.tar.gz@"
    end
    on_intel do
      url "@RELEASE@/kinescope-@VERSION@-linux-x64.tar.gz"
      sha256 "@SHA256 kinescope-@VERSION@-linux-x64.tar.gz@"
    end
  end

  def install
    man1.install Dir["share/man/man1/*"]
    libexec.install Dir["*"]
    bin.install_symlink libexec/"bin/kinescope"
    generate_completions_from_executable(bin/"kinescope", "completion", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_match "kinescope #{version}", shell_output("#{bin}/kinescope --version")
  end
end
