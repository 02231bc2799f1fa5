// Package crash holds the program to « nothing is lost, nothing is done twice »: a separate process is killed again and
// again while browsers post and mails leave, and what was acknowledged is compared with what is there. It has tests only.
package crash
