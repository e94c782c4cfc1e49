package io.fileview.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code /proc/pid/maps} that describes the mapping of a file.
 *
 * @param start the first address
 * @param end the end of the addresses, exclusive
 * @param access the allowed access, such as {@code rw-s}
 * @param file the file
 * @param path its path in the mount namespace of the process, as the kernel prints it
 */
record MapsLine(long start, long end, String access, FileId file, String path) {
    private static final int ACCESS_LETTERS = 4;

    /**
     * The lines of a process.
     *
     * @param lines those that describe mappings of files
     * @param notUnderstood how many have another form; they may describe any file
     */
    record Parsed(List<MapsLine> lines, int notUnderstood) {}

    static Parsed parse(byte[] maps) {
        String text = new String(maps, StandardCharsets.UTF_8);
        List<MapsLine> lines = new ArrayList<>();
        int notUnderstood = 0;
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            try {
                MapsLine line = of(text.substring(start, end));
                if (line != null) {
                    lines.add(line);
                }
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                notUnderstood++;
            }
            start = end + 1;
        }
        return new Parsed(lines, notUnderstood);
    }

    /**
     * Parses addresses, access, offset, device, inode, path: {@code 7f0-7f1 rw-s 0 fe:00 12 /a}. All
     * numbers are unsigned. Null for memory without a file.
     *
     * @throws NumberFormatException if there is something else in the place of a number
     * @throws IndexOutOfBoundsException if the line is too short
     */
    static @Nullable MapsLine of(String line) {
        int dash = line.indexOf('-');
        int access = line.indexOf(' ', dash) + 1;
        int offset = access + ACCESS_LETTERS + 1;
        int device = line.indexOf(' ', offset) + 1;
        int colon = line.indexOf(':', device);
        int inode = line.indexOf(' ', colon) + 1;
        int inodeEnd = line.indexOf(' ', inode);
        inodeEnd = inodeEnd < 0 ? line.length() : inodeEnd;
        long number = Long.parseUnsignedLong(line, inode, inodeEnd, 10);
        if (number == 0) {
            return null;
        }
        int path = inodeEnd;
        while (path < line.length() && line.charAt(path) == ' ') {
            path++;
        }
        return new MapsLine(
                Long.parseUnsignedLong(line, 0, dash, 16),
                Long.parseUnsignedLong(line, dash + 1, access - 1, 16),
                line.substring(access, access + ACCESS_LETTERS),
                new FileId(
                        FileId.device(
                                Long.parseLong(line, device, colon, 16),
                                Long.parseLong(line, colon + 1, inode - 1, 16)),
                        number),
                line.substring(path));
    }

    /** In {@code smaps}, the lines between these start with a capital letter. */
    static boolean startsWithAddress(String line) {
        char first = line.isEmpty() ? ' ' : line.charAt(0);
        return (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
    }
}
