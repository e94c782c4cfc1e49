package io.fileview.win32;

import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** Creates a name of the user, and holds it until it is told to end. */
final class CreatesName {
    private CreatesName() {}

    /**
     * Runs the program.
     *
     * @param arguments the name
     */
    public static void main(String[] arguments) {
        try (Kernel32 kernel32 = Kernel32.open();
                Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            kernel32.createFileMapping(
                    Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, arguments[0]);
            System.out.println("create " + kernel32.getLastError());
            input.nextLine();
        }
        System.out.println("ended");
    }
}
