-- One statement per line, over the table v; answers are compared in any order.
select v_id, row_number() over (partition by v_p order by v_q, v_id) from v
select v_id, row_number() over (order by v_id desc) from v
select v_id, rank() over (partition by v_p order by v_q), dense_rank() over (partition by v_p order by v_q) from v
select v_id, rank() over (order by v_s, v_p), dense_rank() over (order by v_s, v_p) from v
select v_id, sum(v_b) over (partition by v_p order by v_q, v_id), count(*) over (partition by v_p order by v_q, v_id) from v
select v_id, sum(v_b) over (partition by v_p order by v_q), count(v_b) over (partition by v_p order by v_q) from v
select v_id, sum(v_b) over (partition by v_p), avg(v_m) over (partition by v_p), count(*) over () from v
select v_id, min(v_s) over (partition by v_p order by v_q), max(v_m) over (partition by v_p order by v_q) from v
select v_id, min(v_d) over (), max(v_t) over (partition by v_s), sum(v_d) over (partition by v_p, v_s) from v
select v_p, sum(sum(v_b)) over (order by v_p), count(*) from v group by v_p
select v_p, v_s, sum(v_m) * 100 / sum(sum(v_m)) over (partition by v_p) r from v group by v_p, v_s
select * from (select v_id, v_p, row_number() over (partition by v_p order by v_b desc, v_id) n from v) x where n <= 2
select * from (select v_id, v_p, rank() over (partition by v_p order by v_b) n from v) x where v_p = 3
select v_id, v_b - avg(v_b) over (partition by v_p) from v where v_q > 2
select v_id, percent_rank() over (partition by v_p order by v_q), cume_dist() over (partition by v_p order by v_q) from v
select v_id, ntile(4) over (partition by v_p order by v_id), ntile(3) over (order by v_id), ntile(500) over (order by v_id) from v
select v_id, lag(v_b) over (partition by v_p order by v_id), lead(v_s) over (partition by v_p order by v_id) from v
select v_id, lag(v_b, 2) over (order by v_id), lead(v_b, 3, -1) over (order by v_id), lag(v_s, 1, 'none') over (partition by v_q order by v_id) from v
select v_id, first_value(v_s) over (partition by v_p order by v_id), last_value(v_s) over (partition by v_p order by v_id) from v
select v_id, first_value(v_b) over (partition by v_p order by v_q, v_id rows between 2 preceding and 1 preceding) from v
select v_id, last_value(v_m) over (partition by v_p order by v_id rows between current row and unbounded following) from v
select v_id, nth_value(v_d, 3) over (partition by v_p order by v_id rows between unbounded preceding and unbounded following) from v
select v_id, sum(v_b) over (order by v_id rows between 3 preceding and current row) from v
select v_id, sum(v_m) over (order by v_id rows between 3 preceding and 2 following), avg(v_b) over (order by v_id rows between 3 preceding and 2 following) from v
select v_id, min(v_b) over (partition by v_s order by v_id rows between 5 preceding and 5 following), max(v_s) over (order by v_id rows between 7 preceding and 3 preceding) from v
select v_id, sum(v_d) over (partition by v_p order by v_id rows between 4 preceding and 4 following), avg(v_d) over (order by v_id rows between 1 following and 9 following) from v
select v_id, count(*) over (order by v_q range between 1 preceding and 1 following), sum(v_b) over (order by v_q range between 2 preceding and current row) from v
select v_id, count(*) over (order by v_q desc range between 1 preceding and 1 following), min(v_id) over (order by v_q desc range between 1 following and 3 following) from v
select v_id, count(*) over (order by v_m range between 1.5 preceding and 0.25 following), max(v_id) over (partition by v_p order by v_d range between 10 preceding and 10 following) from v
select v_id, count(*) over (order by v_t range between interval '30' day preceding and interval '1' month following) from v
select v_id, count(*) over (order by v_q nulls first range between 1 preceding and 1 following), count(*) over (order by v_q nulls first range between unbounded preceding and 1 preceding) from v
select v_id, sum(v_b) over (order by v_id rows between 3 preceding and 3 following exclude current row) from v
select v_id, sum(v_b) over (partition by v_p order by v_q range between unbounded preceding and current row exclude group), max(v_b) over (partition by v_p order by v_q rows between unbounded preceding and unbounded following exclude ties) from v
select v_id, first_value(v_id) over (partition by v_p order by v_q, v_id rows between 1 preceding and 3 following exclude current row) from v
select v_id, v_p from v qualify row_number() over (partition by v_p order by v_id) = 1
select v_id, row_number() over () * 0 from v
select e_id, row_number() over (order by e_id), sum(e_b) over (partition by e_a) from e
select v_id, sum(v_b) over (partition by v_p order by v_id), sum(v_b) over (partition by v_s order by v_id desc), count(*) over (partition by v_q) from v
select v_id, case when sum(v_b) over (partition by v_p) > 100 then 'much' else 'little' end from v
select v_id, rank() over (order by v_b + v_q), sum(v_b * 2) over (partition by v_p + 1 order by v_id) from v
select distinct v_p, max(v_b) over (partition by v_p) from v
select v_p, v_q, sum(v_b) over (order by v_p, v_q) from v where v_id < 20 order by 1, 2, 3
select x.v_id, x.r, y.v_b from (select v_id, row_number() over (order by v_b, v_id) r from v) x join v y on x.r = y.v_id + 1
select t_id, (select sum(n) from (select row_number() over (order by u_id) n, u_a from u where u_a = t_a) x) from t
select t_id from t where exists (select rank() over (order by u_b) from u where u_a = t_a)
select v_id, sum(v_b) over w, rank() over w, count(*) over (w rows between 1 preceding and 1 following) from v window w as (partition by v_p order by v_id)
select v_id, lag(v_b ignore nulls) over (partition by v_p order by v_id), lead(v_s, 2 ignore nulls) over (order by v_id) from v
select v_id, first_value(v_b ignore nulls) over (order by v_id rows between 2 preceding and 5 following), last_value(v_b ignore nulls) over (partition by v_p order by v_id rows between unbounded preceding and current row) from v
select v_id, count(v_b) filter (where v_q > 3) over (partition by v_p order by v_id) from v
select v_id, count(*) filter (where v_b > 50) over (order by v_q), avg(v_m) filter (where v_s is not null) over (partition by v_p) from v
select v_id, sum(v_b) over (w2 groups between 1 preceding and 2 following), min(v_id) over w2 from v window w as (partition by v_p), w2 as (w order by v_q)
select v_id, count(*) over (order by v_q groups 2 preceding), max(v_b) over (partition by v_p order by v_q groups between 1 following and unbounded following) from v
select v_id, sum(v_b) over (order by v_q groups between unbounded preceding and current row exclude ties) from v
select v_id, count(*) over (order by v_q desc groups between 2 preceding and 1 preceding exclude no others) from v
select v_id, lead(v_b, 1 respect nulls) over (order by v_id) from v
select v_id, count(distinct v_s) over (partition by v_p), sum(distinct v_q) over (), avg(distinct v_b) over (partition by v_q), max(distinct v_d) over (partition by v_q) from v
select v_id, count(distinct v_q) over (partition by v_p order by v_b), sum(distinct v_m) over (order by v_t desc) from v
select v_id, count(distinct v_q) filter (where v_b > 30) over (partition by v_p), rank() over (partition by v_p order by v_b) from v
select v_id, sum(v_b) over (order by v_id rows between 9223372036854775807 preceding and 1 preceding) from v
