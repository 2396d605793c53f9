MSH|^~\&|KVARTEN|VGR|ELVIS|SAS|20261120064000+0000||ACK^A01^ACK|K71|T|2.5.1||||||UNICODE UTF-8
MSA|AR|71|Meddelandet är inte avsett för det här bruket; P tas emot.
ERR||MSH^1^11|202^^HL70357|E||||Meddelandet är inte avsett för det här bruket; P tas emot.

MSH|^~\&|KVARTEN|VGR|ELVIS|SAS|20261120064000+0000||ACK^A01|K72|P|3.0||||||UNICODE UTF-8
MSA|AR|72|HL7-versionen stöds inte; 2.1 till 2.8 tas emot.
ERR|MSH^1^12^203

MSH|^~\&|KVARTEN|VGR|ELVIS|SAS|20261120064000+0000||ACK^A01^ACK|K73|P|2.5.1||||||UNICODE UTF-8
MSA|AE|73|Vårdkontaktens slag finns inte i källans kodtabell.
ERR||PV1^1^2|102^^HL70357|E||||Vårdkontaktens slag finns inte i källans kodtabell.

MSH|^~\&|KVARTEN|VGR|ELVIS|SAS|20261120064000+0000||ACK^A01^ACK|K74|P|2.5.1||||||UNICODE UTF-8
MSA|AE|74|Segmentet PV1 saknas.
ERR||PV1^1|101^^HL70357|E||||Segmentet PV1 saknas.
