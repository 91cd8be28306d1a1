"""How large headers may be: the same for nginx and for Tomcat."""

# A header of 16 KB in one piece, with what stands before and after it.
HEADER_BUFFER_KB = 20
# Into how many such pieces nginx takes a visitor's headers.
HEADER_BUFFERS = 2
# What Tomcat gets of them, and what nginx says of the visitor besides.
MOST_REQUEST_HEADERS_KB = HEADER_BUFFERS * HEADER_BUFFER_KB + 4
