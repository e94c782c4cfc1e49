package io.fileview.win32;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/**
 * Two programs that share memory by name: the first one creates and writes it, the second one opens
 * and reads it. After Microsoft's example of named shared memory.
 */
public final class NamedSharedMemory {
    // @start region="named"
    private static final String NAME = "MyFileMappingObject";
    private static final int SIZE = 256;

    static Address create(Kernel32 kernel32, String message) {
        Handle section =
                kernel32.createFileMapping(
                        Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, SIZE, NAME);
        if (section == null) {
            throw new IllegalStateException("error " + kernel32.getLastError());
        }
        Address view = kernel32.mapViewOfFile(section, WinNt.FILE_MAP_ALL_ACCESS, 0, SIZE);
        kernel32.write(view, message.getBytes(StandardCharsets.UTF_8));
        return view; // the open handle keeps the name
    }

    static String open(Kernel32 kernel32, int length) {
        Handle section = kernel32.openFileMapping(WinNt.FILE_MAP_READ, NAME);
        if (section == null) {
            return "error " + kernel32.getLastError();
        }
        Address view = kernel32.mapViewOfFile(section, WinNt.FILE_MAP_READ, 0, SIZE);
        String message = new String(kernel32.read(view, length), StandardCharsets.UTF_8);
        kernel32.unmapViewOfFile(view);
        kernel32.closeHandle(section);
        return message;
    }
    // @end

    private NamedSharedMemory() {}

    /**
     * The first program: creates the memory, prints {@code ready}, waits for a line, and ends.
     *
     * @param arguments the directory of names, and the message
     */
    public static void main(String[] arguments) {
        try (Kernel32 kernel32 = Kernel32.open(Path.of(arguments[0]));
                Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            create(kernel32, arguments[1]);
            System.out.println("ready");
            input.nextLine();
        }
        System.out.println("done");
    }
}
