package io.fileview.cli;

import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}. */
final class VersionSource implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "fileview " + own(),
            "Java "
                    + Runtime.version()
                    + ", "
                    + System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.version")
                    + " "
                    + System.getProperty("os.arch")
        };
    }

    private static String own() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(version unknown: not run from its jar)" : version;
    }
}
