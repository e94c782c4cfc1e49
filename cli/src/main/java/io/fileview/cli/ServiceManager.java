package io.fileview.cli;

import io.fileview.linux.DatagramSocket;
import java.util.Optional;

/** Tells systemd, or whatever else started this process as a service, of its state. */
final class ServiceManager {
    private static final String SOCKET = "NOTIFY_SOCKET";

    private ServiceManager() {}

    /** Sends a line such as {@code READY=1} ({@code sd_notify(3)}), if anybody wants to be told. */
    static void tell(String line) {
        String socket = System.getenv(SOCKET);
        if (Platform.WINDOWS || socket == null || socket.isEmpty()) {
            return;
        }
        Optional<String> failure = DatagramSocket.send(socket, line);
        if (failure.isPresent()) {
            throw CommandFailure.failed(
                    socket
                            + ": the service manager cannot be told "
                            + line
                            + " ("
                            + failure.get()
                            + "); start hold without "
                            + SOCKET
                            + " if none waits there");
        }
    }
}
