package io.fileview.win32;

import java.nio.file.Path;

/** Opens a name in a directory, and tells the error. */
public final class OpensName {
    private OpensName() {}

    /**
     * Opens a name.
     *
     * @param directory the directory of names
     * @param name the name
     * @return the error, 0 if there is none
     */
    public static int error(String directory, String name) {
        try (Kernel32 kernel32 = Kernel32.open(Path.of(directory))) {
            return kernel32.openFileMapping(WinNt.FILE_MAP_READ, name) == null
                    ? kernel32.getLastError()
                    : 0;
        }
    }

    /**
     * Runs the program.
     *
     * @param arguments the directory and the name
     */
    public static void main(String[] arguments) {
        System.out.println("error " + error(arguments[0], arguments[1]));
    }
}
