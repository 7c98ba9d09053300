package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.ServiceKind;
import java.util.List;
import java.util.Locale;

/**
 * Names of Redis' commands (https://redis.io/commands, 7.4, and those of its modules that are in
 * common use): what is not among them may be a value in a command's place, and is {@code ~other}.
 */
final class RedisCommands {
  private static final String ALL =
      "ACL APPEND ASKING AUTH BGREWRITEAOF BGSAVE BITCOUNT BITFIELD BITFIELD_RO BITOP BITPOS BLMOVE"
          + " BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CLUSTER COMMAND CONFIG"
          + " COPY DBSIZE DEBUG DECR DECRBY DEL DISCARD DUMP ECHO EVAL EVALSHA EVALSHA_RO EVAL_RO"
          + " EXEC EXISTS EXPIRE EXPIREAT EXPIRETIME FAILOVER FCALL FCALL_RO FLUSHALL FLUSHDB"
          + " FUNCTION GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER"
          + " GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH GEOSEARCHSTORE GET GETBIT GETDEL GETEX"
          + " GETRANGE GETSET HDEL HELLO HEXISTS HEXPIRE HEXPIREAT HEXPIRETIME HGET HGETALL HINCRBY"
          + " HINCRBYFLOAT HKEYS HLEN HMGET HMSET HPERSIST HPEXPIRE HPEXPIREAT HPEXPIRETIME HPTTL"
          + " HRANDFIELD HSCAN HSET HSETNX HSTRLEN HTTL HVALS INCR INCRBY INCRBYFLOAT INFO KEYS"
          + " LASTSAVE LATENCY LCS LINDEX LINSERT LLEN LMOVE LMPOP LOLWUT LPOP LPOS LPUSH LPUSHX"
          + " LRANGE LREM LSET LTRIM MEMORY MGET MIGRATE MODULE MONITOR MOVE MSET MSETNX MULTI OBJECT"
          + " PERSIST PEXPIRE PEXPIREAT PEXPIRETIME PFADD PFCOUNT PFDEBUG PFMERGE PFSELFTEST PING"
          + " PSETEX PSUBSCRIBE PSYNC PTTL PUBLISH PUBSUB PUNSUBSCRIBE QUIT RANDOMKEY READONLY"
          + " READWRITE RENAME RENAMENX REPLCONF REPLICAOF RESET RESTORE RESTORE-ASKING ROLE RPOP"
          + " RPOPLPUSH RPUSH RPUSHX SADD SAVE SCAN SCARD SCRIPT SDIFF SDIFFSTORE SELECT SET SETBIT"
          + " SETEX SETNX SETRANGE SHUTDOWN SINTER SINTERCARD SINTERSTORE SISMEMBER SLAVEOF SLOWLOG"
          + " SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SREM SSCAN SSUBSCRIBE"
          + " STRLEN SUBSCRIBE SUBSTR SUNION SUNIONSTORE SUNSUBSCRIBE SWAPDB SYNC TIME TOUCH TTL TYPE"
          + " UNLINK UNSUBSCRIBE UNWATCH WAIT WAITAOF WATCH XACK XADD XAUTOCLAIM XCLAIM XDEL XGROUP"
          + " XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XSETID XTRIM ZADD ZCARD ZCOUNT"
          + " ZDIFF ZDIFFSTORE ZINCRBY ZINTER ZINTERCARD ZINTERSTORE ZLEXCOUNT ZMPOP ZMSCORE ZPOPMAX"
          + " ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM"
          + " ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX"
          + " ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION ZUNIONSTORE"
          + " BF.ADD BF.EXISTS BF.MADD BF.MEXISTS BF.RESERVE FT.AGGREGATE FT.CREATE FT.SEARCH"
          + " JSON.ARRAPPEND JSON.DEL JSON.GET JSON.MGET JSON.SET TS.ADD TS.MADD TS.MRANGE TS.RANGE";

  /** A power of two, sparse enough for short chains. */
  private static final int SIZE = 1024;

  private static final String[] TABLE = new String[SIZE];

  static {
    for (String name : List.of(ALL.split(" ", -1))) {
      byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      int at = hash(bytes, 0, bytes.length);
      while (TABLE[at] != null) {
        at = (at + 1) & (SIZE - 1);
      }
      TABLE[at] = name.toUpperCase(Locale.ROOT);
    }
  }

  private RedisCommands() {}

  /** The command of this name, in whatever case it is. */
  static String of(byte[] bytes, int from, int to) {
    for (int at = hash(bytes, from, to); TABLE[at] != null; at = (at + 1) & (SIZE - 1)) {
      if (is(TABLE[at], bytes, from, to)) {
        return TABLE[at];
      }
    }
    return ServiceKind.OTHER;
  }

  /** Whether this is the text, but for its case. */
  static boolean is(String text, byte[] bytes, int from, int to) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (upper(bytes[from + i]) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + upper(bytes[i]);
    }
    return (hash ^ hash >>> 10) & (SIZE - 1);
  }

  private static int upper(int c) {
    return c >= 'a' && c <= 'z' ? c - 32 : c;
  }
}
