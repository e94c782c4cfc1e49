package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the new bytes, one of which is required. */
final class PatchData {
    @Option(names = "--hex", paramLabel = "DIGITS", required = true, description = "The new bytes in hexadecimal: \"de ad be ef\", DE:AD:BE:EF, 0xdeadbeef.")
    private @Nullable String hex;

    @Option(names = "--text", paramLabel = "TEXT", required = true, description = "The new bytes as text: in UTF-8, whatever the locale is, without a line break; bytes that are not UTF-8 as they were typed.")
    private @Nullable String text;

    @Option(names = "--from", paramLabel = "FILE2", required = true, description = "A file that contains the new bytes.")
    private @Nullable Path from;

    /** The new bytes. */
    interface Bytes extends AutoCloseable {
        long length();

        /** Fills the target with the bytes that start at the position. */
        void copy(long position, MemorySegment target) throws IOException;

        @Override
        void close();
    }

    /** Checks the option and opens the bytes. The target is not opened yet. */
    Bytes open(Path target, EngineOption engine) throws IOException {
        if (hex != null) {
            return notEmpty("--hex", new InMemory(MemorySegment.ofArray(HexText.parse(hex))));
        }
        if (text != null) {
            byte[] bytes = EscapedBytes.bytes(text);
            return notEmpty("--text", new InMemory(MemorySegment.ofArray(bytes)));
        }
        Path source = Objects.requireNonNull(from);
        if (Files.exists(target) && Files.isSameFile(source, target)) {
            throw CommandFailure.wrongUsage(
                    "--from " + PathText.line(source)
                            + " is the file to be patched; give another file");
        }
        try (FileMapping mapping = engine.open(source)) {
            return notEmpty("--from " + PathText.line(source), new InFile(mapping.map()));
        }
    }

    private static Bytes notEmpty(String option, Bytes bytes) {
        if (bytes.length() == 0) {
            bytes.close();
            throw CommandFailure.wrongUsage(option + " is empty; give at least 1 byte");
        }
        return bytes;
    }

    private record InMemory(MemorySegment bytes) implements Bytes {
        @Override
        public long length() {
            return bytes.byteSize();
        }

        @Override
        public void copy(long position, MemorySegment target) {
            target.copyFrom(bytes.asSlice(position, target.byteSize()));
        }

        @Override
        public void close() {}
    }

    private record InFile(View view) implements Bytes {
        @Override
        public long length() {
            return view.length();
        }

        @Override
        public void copy(long position, MemorySegment target) throws IOException {
            view.guarded().copyTo(position, target, 0, target.byteSize());
            Windows.requireWhole(view);
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
