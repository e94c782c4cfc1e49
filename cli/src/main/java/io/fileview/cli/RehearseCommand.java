package io.fileview.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code fileview rehearse}: runs the common commands once on a small file of its own, so that the
 * JVM of the launcher can record which classes they need.
 */
@Command(name = "rehearse", hidden = true, mixinStandardHelpOptions = true, versionProvider = VersionSource.class, description = "Runs common commands on a temporary file and prints nothing, for the cache of the launcher.")
final class RehearseCommand implements Callable<Integer> {
    private static final int SIZE = 10_000;

    private static final int MEBIBYTE = 1 << 20;
    private static final int SPARSE_SIZE = 64 * MEBIBYTE;

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("fileview");
        Path file = directory.resolve("file");
        Path copy = directory.resolve("copy");
        Path sparse = directory.resolve("sparse");
        Path sparseCopy = directory.resolve("sparse-copy");
        try {
            Files.write(file, new byte[SIZE]);
            writeSparse(sparse);
            rehearse(file.toString(), copy.toString());
            run("drop", sparse.toString()); // as most files that are copied are not in memory
            run("copy", sparse.toString(), sparseCopy.toString());
        } finally {
            for (Path each : List.of(sparseCopy, sparse, copy, file, directory)) {
                Files.deleteIfExists(each);
            }
        }
        return ExitCode.OK;
    }

    /** Two parts of data and a hole between them. */
    private static void writeSparse(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(MEBIBYTE));
            channel.write(ByteBuffer.allocate(1), SPARSE_SIZE - 1L);
            channel.force(true);
        }
    }

    private static void rehearse(String file, String copy) {
        run("stat", file);
        run("view", file);
        run("stat", "--json", file);
        run("view", "--offset", "1K", file);
        run("copy", file, copy);
        run("stat", file, copy);
        run("stat", "--help");
        run("stat", file + ".missing");
    }

    private static void run(String... args) {
        Main.run(args, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }
}
