"""UIMA's CAS, as INCEpTION and WebAnno write it: which layers are labels, XMI, JSON."""
