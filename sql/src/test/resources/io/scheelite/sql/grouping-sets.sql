-- One statement per line, over the table v and others; answers are compared in any order.
select v_p, v_q, count(*), sum(v_b) from v group by rollup (v_p, v_q)
select v_p, v_q, count(*), sum(v_m), min(v_s), avg(v_d) from v group by cube (v_p, v_q)
select v_p, v_q, v_s, count(v_b) from v group by grouping sets ((v_p, v_q), (v_s), (v_p, v_s), ())
select v_p, v_q, grouping(v_p), grouping(v_q), grouping(v_p, v_q), count(*) from v group by rollup (v_p, v_q)
select v_p, v_s, grouping_id(v_p, v_s), max(v_t) from v group by cube (v_p, v_s)
select v_p, sum(v_p), count(v_p), max(v_p) from v group by rollup (v_p)
select e_a, count(*), sum(e_b), min(e_s) from e group by rollup (e_a)
select e_a, count(*) from e group by grouping sets ((e_a))
select e_a, e_s, count(e_id), grouping(e_a) from e group by cube (e_a, e_s)
select count(*), count(e_id), sum(e_b) from e group by ()
select count(*), count(e_id) from e group by grouping sets ((), ())
select v_p, count(*) from v group by grouping sets ((v_p), (v_p), ())
select v_p, v_q, count(*) from v group by v_p, rollup (v_q)
select v_p, v_q, v_s, count(*) from v group by v_s, grouping sets ((v_p), (v_q), ())
select v_p, v_q, v_s, count(*) from v group by rollup (v_p, (v_q, v_s))
select v_p, v_q, v_s, sum(v_b) from v group by rollup (v_p, v_q), cube (v_s)
select v_p, count(*) from v group by rollup (v_p) having v_p is null
select v_p, v_q, count(*) from v group by rollup (v_p, v_q) having grouping(v_q) = 1 and count(*) > 3
select v_p, v_q, sum(v_b), rank() over (partition by grouping(v_p) + grouping(v_q) order by sum(v_b) desc) from v group by rollup (v_p, v_q)
select v_p + 1, v_p + v_q, count(*) from v group by grouping sets ((v_p + 1), (v_p + v_q), ())
select v_p, count(distinct v_s), sum(v_b) from v group by rollup (v_p)
select v_p, count(*) filter (where v_q > 4), sum(v_b) filter (where v_s is not null) from v group by cube (v_p)
select x.n, x.v_p, t_id from (select v_p, count(*) n from v group by rollup (v_p)) x join t on x.v_p = t_a
select t_id, (select max(c) from (select count(*) c from u where u_a = t_a group by grouping sets ((u_b), (u_s))) x) from t
select v_p, case when grouping(v_p) = 1 then 'all' else 'one' end, count(*) from v group by rollup (v_p) order by 1, 2
-- grand totals that depend on an outer query, with and without rows
SELECT t_id, (SELECT count(*) FROM (SELECT u_a, sum(u_b + t_b) FROM u WHERE u_a = t_a GROUP BY ROLLUP (u_a)) x) FROM t
SELECT t_id, (SELECT max(s) + count(*) FROM (SELECT u_a, sum(u_id + t_id) s FROM u WHERE u_a = t_a GROUP BY GROUPING SETS ((u_a), (), ())) x) FROM t
SELECT t_id FROM t WHERE EXISTS (SELECT u_a, grouping(u_a) FROM u WHERE u_b > t_b + 3 GROUP BY CUBE (u_a, u_s) HAVING count(*) = 0)
SELECT t_id, (SELECT count(*) + 10 * count(c) + 100 * sum(c) FROM (SELECT e_a, count(*) c FROM e WHERE e_a = t_a GROUP BY ROLLUP (e_a)) x) FROM t
SELECT t_id, (SELECT min(d) FROM (SELECT u_s, count(DISTINCT u_b + t_a) d FROM u WHERE u_a < t_a GROUP BY ROLLUP (u_s)) x) FROM t
