/** Which TLS libraries processes have, and where in them plaintext passes. Reads files alone. */
package dev.nodecast.agent.tls;
