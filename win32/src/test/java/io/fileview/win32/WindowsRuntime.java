package io.fileview.win32;

import io.fileview.windows.WindowsFunction;
import java.nio.charset.StandardCharsets;

/** Which Windows this is, or which program that presents itself as Windows. */
final class WindowsRuntime {
    private static final WindowsFunction WINE = WindowsFunction.of("wine_get_version", "ntdll");
    private static final int LONGEST_VERSION = 16;

    private WindowsRuntime() {}

    static boolean isWine() {
        return WINE.isPresent();
    }

    /** For example {@code wine-10.0} or {@code windows-11}. */
    static String name(Kernel32 kernel32) {
        if (!isWine()) {
            return System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT)
                    .replace(' ', '-');
        }
        byte[] text = kernel32.read(new Address(WINE.call()), LONGEST_VERSION);
        String version = new String(text, StandardCharsets.ISO_8859_1);
        return "wine-" + version.substring(0, version.indexOf(0)).split(" ", 2)[0];
    }
}
