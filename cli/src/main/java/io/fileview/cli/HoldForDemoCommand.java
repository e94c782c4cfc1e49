package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code fileview hold-for-demo}: maps a file until standard input ends. The second process of the
 * demo.
 */
@Command(name = "hold-for-demo", hidden = true, mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = "Maps a file, prints 'ready', and unmaps the file at the end of standard input.")
final class HoldForDemoCommand implements Callable<Integer> {
    private static final long UNSET = -1;

    /** A URI with which the demo passes every byte of a name. */
    static final class NameOrUri implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            return value.startsWith("file:/")
                    ? Path.of(URI.create(value))
                    : new FileName().convert(value);
        }
    }

    private final Output output;

    @Parameters(paramLabel = "FILE", converter = NameOrUri.class, description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--offset", paramLabel = "N", converter = SizeConverter.class, description = "Start at this offset (default: 0).")
    private long offset;

    @Option(names = "--length", paramLabel = "N", converter = SizeConverter.class, description = "Map this many bytes (default: to the end).")
    private long length = UNSET;

    @Option(names = "--touch", description = "Read one byte of each page.")
    private boolean touch;

    HoldForDemoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (FileMapping mapping = FileMapping.builder(file).open();
                View view =
                        mapping.map(offset, length == UNSET ? mapping.size() - offset : length)) {
            if (touch) {
                view.prefetch();
                touch(view);
            }
            output.line("ready");
            output.flush();
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        return ExitCode.OK;
    }

    private static int touch(View view) throws IOException {
        int seen = 0;
        for (long at = 0; at < view.length(); at += view.pageSize()) {
            seen |= view.guarded().getByte(at);
        }
        return seen;
    }
}
