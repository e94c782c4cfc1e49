package io.fileview.cli;

import io.fileview.View;
import io.fileview.cli.Palette.Tone;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** New bytes for a range of a file, and the bytes before and after. */
final class Patch {
    private static final int CHUNK = 1 << 20;

    /** The number of rows that are shown. */
    private static final int ROWS_SHOWN = 16;

    private final PatchTarget target;
    private final long offset;
    private final PatchData.Bytes bytes;
    private final long oldSize;
    private long newSize;

    private byte[] before = new byte[0];
    private byte[] after = new byte[0];
    private long changedBytes;
    private long written;
    private boolean isBegun;

    Patch(PatchTarget target, long offset, PatchData.Bytes bytes) {
        this.target = target;
        this.offset = offset;
        this.bytes = bytes;
        this.oldSize = target.size();
        this.newSize = oldSize;
    }

    void apply() throws IOException {
        before = read(oldSize);
        target.extend(offset + bytes.length());
        newSize = target.size();
        try (View view = target.map(offset, bytes.length())) {
            write(view.guarded());
            target.flush(view);
        }
        after = read(newSize);
    }

    /** Says, after a failure, what of a patch that is no commit the file has now. */
    String left() {
        String grown =
                newSize > oldSize
                        ? "; the file has been extended with zeros from " + oldSize + " to "
                                + Amount.count(newSize, "byte")
                        : "";
        if (!isBegun) {
            return grown + "; nothing of the patch has been written";
        }
        long part = Math.min(CHUNK, bytes.length() - written);
        return grown
                + "; of the patch, the first "
                + Amount.count(written, "byte")
                + (part > 0
                        ? " have been written, perhaps a part of the next " + part
                                + ", and nothing after those"
                        : ", which are all, have been written");
    }

    /** The size of the file before the patch. */
    long oldSize() {
        return oldSize;
    }

    long length() {
        return bytes.length();
    }

    /** The number of bytes that differ, including those after the old end of the file. */
    long changedBytes() {
        return changedBytes;
    }

    long newSize() {
        return newSize;
    }

    private void write(GuardedAccess view) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(Math.min(CHUNK, bytes.length()));
            for (long at = 0; at < bytes.length(); at += CHUNK) {
                long length = Math.min(CHUNK, bytes.length() - at);
                MemorySegment news = chunk.asSlice(0, length);
                bytes.copy(at, news);
                byte[] olds = new byte[(int) length];
                view.copyTo(at, olds, 0, olds.length);
                changedBytes += differing(news, olds, offset + at);
                isBegun = true;
                view.copyFrom(at, news, 0, length);
                written = at + length;
            }
        }
    }

    private long differing(MemorySegment news, byte[] olds, long start) {
        long differing = 0;
        for (int i = 0; i < (int) news.byteSize(); i++) {
            if (start + i >= oldSize
                    || news.get(ValueLayout.JAVA_BYTE, i) != olds[i]) {
                differing++;
            }
        }
        return differing;
    }

    private long firstShown() {
        return offset - offset % HexRow.BYTES;
    }

    /** Reads the rows that will be shown, up to the end of the file. */
    private byte[] read(long size) throws IOException {
        long end = Math.min(size, firstShown() + ROWS_SHOWN * HexRow.BYTES);
        long rowsEnd = offset + bytes.length() + HexRow.BYTES - 1;
        end = Math.min(end, rowsEnd - rowsEnd % HexRow.BYTES);
        if (end <= firstShown()) {
            return new byte[0];
        }
        try (View view = target.map(firstShown(), end - firstShown())) {
            byte[] rows = new byte[Math.toIntExact(view.length())];
            view.guarded().copyTo(0, rows, 0, rows.length);
            return rows;
        }
    }

    void show(Output output, Palette palette) {
        output.line(palette.bold("before"));
        if (before.length == 0) {
            output.line(palette.dim("(after the end of the file)"));
        }
        rows(output, palette, before, after, Tone.OLD, false);
        output.line(palette.bold("after"));
        rows(output, palette, after, before, Tone.NEW, !palette.isOn());
        long hidden = offset + bytes.length() - (firstShown() + ROWS_SHOWN * HexRow.BYTES);
        if (hidden > 0) {
            output.line(palette.dim("... and " + Amount.count(hidden, "more byte")));
        }
    }

    private void rows(
            Output output, Palette palette, byte[] shown, byte[] other, Tone tone, boolean marks) {
        HexRow row = new HexRow(palette, offset + bytes.length());
        byte[] padded = Arrays.copyOf(shown, shown.length + HexRow.BYTES);
        for (int at = 0; at < shown.length; at += HexRow.BYTES) {
            int start = at;
            HexRow.Look look =
                    (i, value) -> {
                        if (differs(shown, other, start + i)) {
                            return tone;
                        }
                        return isPatched(start + i) ? Tone.PLAIN : Tone.DIM;
                    };
            StringBuilder line = new StringBuilder(row.offset(firstShown() + at)).append(row.gap());
            row.append(line, padded, at, 0, Math.min(HexRow.BYTES, shown.length - at), look);
            output.line(line);
            if (marks) {
                marks(output, shown, other, at, row);
            }
        }
    }

    /** Marks the changed bytes if there are no colours. */
    private void marks(Output output, byte[] shown, byte[] other, int at, HexRow row) {
        StringBuilder line = new StringBuilder(" ".repeat(row.offsetDigits())).append(row.gap());
        boolean any = false;
        for (int i = 0; i < HexRow.BYTES && at + i < shown.length; i++) {
            boolean differs = differs(shown, other, at + i);
            any |= differs;
            line.append(i == 0 ? "" : i == HexRow.BYTES / 2 ? row.gap() : " ")
                    .append(differs ? "^^" : "  ");
        }
        if (any) {
            output.line(line.toString().stripTrailing());
        }
    }

    private static boolean differs(byte[] shown, byte[] other, int at) {
        return at >= other.length || at >= shown.length || shown[at] != other[at];
    }

    private boolean isPatched(int at) {
        long here = firstShown() + at;
        return here >= offset && here < offset + bytes.length();
    }
}
