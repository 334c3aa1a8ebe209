-- One statement per line; answers are compared in any order.
select t_id from t where exists (select 1 from u where u_a = t_a)
select t_id from t where not exists (select 1 from u where u_a = t_a and u_b > t_b)
select t_id from t where exists (select 1 from u where u_a < t_a and u_s = t_s)
select t_id from t where exists (select 1 from e)
select t_id from t where not exists (select 1 from e)
select t_id from t where exists (select 1 from u)
select t_id from t where t_a in (select u_a from u where u_b > 3)
select t_id from t where t_a not in (select u_a from u where u_b > 3)
select t_id from t where t_a not in (select u_a from u where u_a is not null)
select t_id from t where t_a not in (select e_a from e)
select t_id from t where t_id not in (select u_id from u where u_id < 10)
select t_id from t where (t_a, t_b) in (select u_a, u_b from u)
select t_id from t where t_a in (select u_a from u where u_s = t_s)
select t_id from t where t_b = (select max(u_b) from u)
select t_id from t where t_b > (select avg(u_b) from u where u_a = t_a)
select t_id, (select count(*) from u where u_a = t_a) n from t
select t_id, (select sum(u_m) from u where u_a = t_a) n from t
select t_id, (select count(u_b) + 1 from u where u_a = t_a and u_s = t_s) n from t
select t_id from t where (select count(*) from u where u_a = t_a) = 0
select t_id from t where coalesce((select min(u_b) from u where u_a = t_a), 7) > 5
select t_id from t where t_a = 3 or exists (select 1 from u where u_b = t_b)
select t_id from t where t_a = 3 or t_b in (select u_b from u where u_a = 2)
select t_id, (select max(e_a) from e) from t
select t_id, (select e_a from e) from t
select t_id, u_id from t left join u on t_a = u_a and u_b > 4
select t_id, u_id from t left join u on t_a = u_a where u_b > 4
select t_id, u_id from t left join u on t_a = u_a where u_b is null
select t_id, u_id from t left join u on t_a = u_a and t_b > 4 where t_id < 20
select t_id, u_id from u right join t on t_a = u_a and t_b = u_b
select t_id, u_id, w_id from t join u on t_a = u_a left join w on u_b = w_b and w_s = t_s
select t_id, u_id, w_id from t, u, w where t_a = u_a and u_a = w_a and w_b = t_b
select t_id, u_id from t, u where t_a + 1 = u_a * 2
select t_id, u_id from t, u where t_a < u_a and u_id < 5
select t_id, u_id from t, u where t_id < 3 and u_id < 3
select t_a, count(distinct t_b) from t group by t_a
select t_a, count(distinct t_b), count(*), sum(t_m), min(t_s), avg(t_b) from t group by t_a
select count(distinct t_s), count(t_s), count(*) from t
select count(distinct e_s), count(*), sum(e_b) from e
select sum(distinct t_a), sum(t_a) from t
select t_s, sum(t_a) filter (where t_b > 3), count(*) filter (where t_b > 3) from t group by t_s
select distinct t_a, t_s from t
select t_a from t union select u_a from u
select t_a, t_m from t union all select u_b, 1.5 from u
select a, n from (select t_a a, count(*) n from t group by t_a) x where a > 2 and n > 1
select t_a, sum(t_b) from t group by t_a having sum(t_b) > (select avg(u_b) from u)
with x as (select t_a a, sum(t_m) m from t group by t_a) select * from x where m = (select max(m) from x)
select case when t_a > 3 then 'big' when t_a is null then 'none' else t_s end from t
select t_id from t where (t_a = 1 and t_b > 2) or (t_a = 1 and t_s = 'ax')
select t_id from t where not (t_a = 1 or t_b > 2)
select t_id from t where not (t_a between 2 and 4) and t_s not like 'b%'
select t_id from t where t_a in (1, 2, null)
select t_id from t where t_a not in (1, 2)
select t_id from t where t_s in ('ax', 'by') and t_m between 1 and 5.5
select t_m / 4, t_b * 1.5, -t_m, t_m - t_a, t_a % 3 from t
select upper(t_s), substring(t_s, 2, 1), length(t_s), t_s || '!' from t
select coalesce(t_a, t_b, 0), nullif(t_a, 3) from t
select t_id from t where t_a is distinct from t_b
select count(*) from t where t_s is null and t_a is not null
select * from (values (1, 'x'), (2, null)) v(a, b)
select 1 + 1, 'a' || 'b', cast(date '2024-01-31' + interval '1' month as date)
select t_id from t where exists (select 1 from u where u_a = t_a and exists (select 1 from w where w_b = u_b))
select t_id from t where t_a in (select u_a from u where u_b in (select w_b from w where w_s = 'ax'))
select t_id from t where t_b > (select min(u_b) from u where u_a = t_a and u_id in (select w_id from w where w_a > 2))
select cast(date '2024-01-31' + interval 90 day as date), cast(date '2024-01-31' - interval '3 months' as date)
select t_a as count, count(*) as sum from t group by t_a having count(*) > 1
select extract(year from date '2024-05-06') as year, cast(t_a as bigint) as month from t where t_a = any (select u_a from u)
