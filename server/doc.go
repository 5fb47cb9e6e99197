// Package server joins the resource families into one route table and serves it.
// The router is echo, in router.go and nowhere else.
package server
