package io.fileview.win32;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Locks every file that it can, and holds the locks until its input ends. */
final class HoldsLock {
    private HoldsLock() {}

    /**
     * Runs the program.
     *
     * @param arguments a directory, and the beginning of the names of files
     */
    public static void main(String[] arguments) throws IOException {
        List<FileChannel> locked = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(arguments[0]), 1)) {
            for (Path file : files.filter(one -> begins(one, arguments[1])).toList()) {
                try {
                    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    channel.lock();
                    locked.add(channel);
                } catch (IOException e) {
                    System.out.println(e);
                }
            }
        }
        System.out.println("locked " + locked.size());
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until the test ends
        }
    }

    private static boolean begins(Path file, String name) {
        return Files.isRegularFile(file) && file.getFileName().toString().startsWith(name);
    }
}
