package io.fileview.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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

    /** Parses the lines that describe mappings of files. */
    static List<MapsLine> parse(byte[] maps) {
        String text = new String(maps, StandardCharsets.UTF_8);
        List<MapsLine> lines = new ArrayList<>();
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            add(lines, text, start, end);
            start = end + 1;
        }
        return lines;
    }

    /**
     * Parses addresses, access, offset, device, inode, path: {@code 7f0-7f1 rw-s 0 fe:00 12 /a}.
     */
    private static void add(List<MapsLine> lines, String text, int from, int to) {
        int dash = text.indexOf('-', from);
        int access = text.indexOf(' ', dash) + 1;
        int offset = access + ACCESS_LETTERS + 1;
        int device = text.indexOf(' ', offset) + 1;
        int colon = text.indexOf(':', device);
        int inode = text.indexOf(' ', colon) + 1;
        int inodeEnd = text.indexOf(' ', inode);
        inodeEnd = inodeEnd < 0 || inodeEnd > to ? to : inodeEnd;
        if (inodeEnd == inode + 1 && text.charAt(inode) == '0') {
            return; // memory without a file
        }
        int path = inodeEnd;
        while (path < to && text.charAt(path) == ' ') {
            path++;
        }
        lines.add(
                new MapsLine(
                        Long.parseUnsignedLong(text, from, dash, 16),
                        Long.parseUnsignedLong(text, dash + 1, access - 1, 16),
                        text.substring(access, access + ACCESS_LETTERS),
                        new FileId(
                                FileId.device(
                                        Long.parseLong(text, device, colon, 16),
                                        Long.parseLong(text, colon + 1, inode - 1, 16)),
                                Long.parseLong(text, inode, inodeEnd, 10)),
                        text.substring(path, to)));
    }

    /** In {@code smaps}, the lines between these start with a capital letter. */
    static boolean startsWithAddress(String line) {
        char first = line.isEmpty() ? ' ' : line.charAt(0);
        return (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
    }

    static long address(String line) {
        return Long.parseUnsignedLong(line, 0, line.indexOf('-'), 16);
    }
}
