package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.FileMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fileview hold}. */
@Command(name = "hold", mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = {
    "Keeps files in memory: reads them, locks their pages, prints 'ready', and stays until it is"
            + " stopped. If one of the files cannot be locked, none is. What the limit of locked"
            + " memory, the machine or its memory cgroup has no room for is refused first."
}, footer = {
    "",
    "Examples:",
    "  fileview hold data.bin",
    "  fileview hold /srv/models --include '*.gguf'",
    "  fileview hold data.bin --offset 1G --length 64M",
    "",
    "Ctrl-C or SIGTERM stops it: the pages are unlocked, and the exit code is 0.",
    "Holes take up memory like other pages. Each second it looks whether a file has",
    "been truncated, replaced or removed, and says so. A systemd unit can have",
    "Type=notify: the service is told when all is locked (NOTIFY_SOCKET)."
})
final class HoldCommand implements Callable<Integer> {
    private static final long MILLIS_BETWEEN = 1000;
    private static final long SHARE_OF_TIME = 20;

    private final Output output;

    @Mixin
    private final FileSelection selection = new FileSelection();
    @Mixin
    private final EngineOption engine = new EngineOption();

    HoldCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> files =
                selection.files(
                        (path, problem) -> {
                            throw CommandFailure.failed(
                                    ErrorSentence.of(problem, path) + "; no file is held");
                        });
        if (files.isEmpty()) {
            throw CommandFailure.failed(
                    "none of the files given is to be held; see --include, --exclude and --max");
        }
        requireRoom(files);
        try (StopSignal stop = StopSignal.listen();
                HeldFiles held = new HeldFiles()) {
            for (Path file : files) {
                try (FileMapping mapping = engine.open(file)) {
                    held.add(HeldFile.lock(file, mapping, range(mapping)));
                }
                if (stop.await(0)) {
                    return ExitCode.OK; // before all was locked
                }
            }
            ready(held);
            watch(held, stop);
        }
        output.flush();
        return ExitCode.OK;
    }

    private ByteRange range(FileMapping mapping) {
        return mapping.size() == 0 ? new ByteRange(0, 0) : selection.rangesOf(mapping).get(0);
    }

    private void requireRoom(List<Path> files) throws IOException {
        PageCount sum = PageCount.NONE;
        long missing = 0;
        for (Path file : files) {
            try (FileMapping mapping = engine.open(file)) {
                if (mapping.size() > 0) {
                    PageCount count =
                            new FileParts(mapping, List.of(range(mapping)))
                                    .count(FileParts.AT_MOST);
                    sum = sum.plus(count);
                    missing += (count.pages() - count.resident()) * mapping.pageSize();
                }
            }
        }
        LockLimit.require(missing + sum.residentBytes());
        MemoryRoom.require(missing, sum.residentBytes(),
                "hold fewer files, a range or less by --max");
    }

    private void ready(HeldFiles held) {
        output.line(
                Amount.count(held.files().size(), "file")
                        + ", "
                        + Amount.count(held.pages(), "page")
                        + " ("
                        + Amount.ofBytes(held.bytes())
                        + "), locked in memory"
                        + (selection.skipped() > 0
                                ? "; " + Amount.count(selection.skipped(), "file")
                                        + " larger than --max skipped"
                                : ""));
        output.line("ready");
        output.flush();
        ServiceManager.tell("READY=1");
    }

    private void watch(HeldFiles held, StopSignal stop) {
        long pause = MILLIS_BETWEEN;
        while (!stop.await(pause)) {
            long start = System.nanoTime();
            for (HeldFile file : held.files()) {
                file.news().ifPresent(output::error);
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            pause = Math.max(MILLIS_BETWEEN, SHARE_OF_TIME * took);
        }
        ServiceManager.tell("STOPPING=1");
    }

    /** All files that are held. */
    private static final class HeldFiles implements AutoCloseable {
        private final List<HeldFile> files = new ArrayList<>();

        void add(HeldFile file) {
            files.add(file);
        }

        List<HeldFile> files() {
            return files;
        }

        long pages() {
            return files.stream().mapToLong(HeldFile::pages).sum();
        }

        long bytes() {
            return files.stream().mapToLong(HeldFile::bytes).sum();
        }

        /** Unlocks all of them; the first failure is thrown at the end. */
        @Override
        public void close() throws IOException {
            IOException first = null;
            for (HeldFile file : files) {
                try {
                    file.close();
                } catch (IOException e) {
                    first = first == null ? e : first;
                }
            }
            if (first != null) {
                throw first;
            }
        }
    }
}
